import { z } from 'zod';
import { findEffect } from '../../faults/matching.ts';
import type { ApiResponse } from '../../http/exchange.ts';
import { jsonResponse, parseJsonBody } from '../../http/exchange.ts';
import { randomUuid } from '../../random.ts';
import type { CommercialType, LocalImage } from './catalogue.ts';
import { commercialTypes, isCompatible, localImages, zones } from './catalogue.ts';
import { invalidArgument, invalidRequest, notFound } from './errors.ts';
import { defaultSecurityGroup } from './groups.ts';
import { addVolume } from './lifecycle.ts';
import { renderServer } from './render.ts';
import { rootSnapshotOf } from './render-catalogue.ts';
import { refuseArguments, refuseOrder } from './server-refusals.ts';
import type { ScalewayAccount, ScalewayCall, ScalewayHandler, ScalewayServer } from './state.ts';
import { defaultProject } from './state.ts';

const volumeSchema = z.looseObject({
  id: z.string().optional(),
  name: z.string().optional(),
  volume_type: z.string().optional(),
  size: z.number().int().positive().optional(),
  boot: z.boolean().optional(),
});

const createSchema = z.looseObject({
  name: z.string().min(1).optional(),
  commercial_type: z.string(),
  image: z.string(),
  project: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  dynamic_ip_required: z.boolean().nullish(),
  public_ips: z.array(z.string()).nullish(),
  protected: z.boolean().nullish(),
  security_group: z.string().nullish(),
  placement_group: z.string().nullish(),
  volumes: z.record(z.string().regex(/^\d+$/), volumeSchema).nullish(),
});

/** What may stand in a create. */
type CreateRequest = z.infer<typeof createSchema>;
/** What a create may say of a disk. */
export type VolumeRequest = z.infer<typeof volumeSchema>;

/** A create that names what exists. */
export interface Order {
  readonly request: CreateRequest;
  readonly zone: string;
  readonly type: CommercialType;
  readonly image: LocalImage;
}

/** `POST /instance/v1/zones/{zone}/servers`: the server is made stopped; names are not unique. */
export const createServer: ScalewayHandler = (account, call) => {
  const body = parseJsonBody(call.request.body);
  const parsed = createSchema.safeParse(body);
  if (!parsed.success) return refuseArguments(body, parsed.error);
  const order = readOrder(parsed.data, call.params['zone'] ?? '');
  if ('status' in order) return order;
  const refusal = refuseOrder(account, order, call);
  if (refusal !== undefined) return refusal;
  const server = newServer(account, order, call);
  account.servers.set(server.id, server);
  account.context.stock.move(server.type.name, server.zone, -1);
  addVolumes(account, order, server);
  attachIps(account, order, server);
  const location = { location: `/instance/v1/zones/${server.zone}/servers/${server.id}` };
  return jsonResponse(201, { server: renderServer(server, account) }, location);
};

function readOrder(request: CreateRequest, zone: string): Order | ApiResponse {
  if (!zones.includes(zone)) return invalidArgument('zone', 'constraint', 'unknown zone');
  const type = commercialTypes.find((entry) => entry.name === request.commercial_type);
  if (type === undefined) return invalidArgument('commercial_type', 'constraint', 'unknown commercial type');
  const inZone = localImages.filter((image) => image.zone === zone);
  const image = inZone.find((entry) => entry.id === request.image) ?? imageOfLabel(inZone, request.image, type);
  if (image === undefined) return notFound('instance_image', request.image);
  if (!isCompatible(image, type)) return invalidRequest('image is not compatible with the commercial type');
  return { request, zone, type, image };
}

/** The API takes a label too, and chooses block storage for it. */
function imageOfLabel(images: readonly LocalImage[], label: string, type: CommercialType): LocalImage | undefined {
  return images.find((image) => image.label === label && image.arch === type.arch && image.type === 'instance_sbs');
}

function newServer(
  account: ScalewayAccount,
  { request, zone, type, image }: Order,
  call: ScalewayCall,
): ScalewayServer {
  const { context } = account;
  const id = randomUuid(context.random);
  const nowMs = context.now();
  const project = request.project ?? defaultProject;
  const late = findEffect(call.effects, 'boots-late')?.ms ?? 0;
  return {
    id,
    zone,
    project,
    name: request.name ?? `srv-${id.slice(0, 8)}`,
    tags: request.tags ?? [],
    state: 'stopped',
    stateDetail: '',
    type,
    image,
    createdAtMs: nowMs,
    modifiedAtMs: nowMs,
    dynamicIpRequired: request.dynamic_ip_required ?? true,
    dynamicIp: null,
    isProtected: request.protected ?? false,
    securityGroupId: request.security_group ?? defaultSecurityGroup(account, project, zone).id,
    placementGroupId: request.placement_group ?? null,
    userData: new Map(),
    address: context.addresses.nextPrivate(),
    macAddress: `de:00:00:${id.slice(0, 2)}:${id.slice(2, 4)}:${id.slice(4, 6)}`,
    bootLagMs: findEffect(call.effects, 'never-boots') === undefined ? late : null,
    failsToStart: findEffect(call.effects, 'action-fails') !== undefined,
  };
}

/** The disks asked for, and the root disk that the image brings when none was: block storage of 10 GB, without a tag. */
function addVolumes(account: ScalewayAccount, { request, image, type }: Order, server: ScalewayServer): void {
  const wanted: Record<string, VolumeRequest> = { 0: {}, ...request.volumes };
  for (const [key, volume] of Object.entries(wanted)) {
    const imageKind = image.type === 'instance_sbs' ? 'sbs_volume' : 'l_ssd';
    const kind = volume.volume_type === 'l_ssd' || volume.volume_type === 'sbs_volume' ? volume.volume_type : imageKind;
    const defaultGb = kind === 'l_ssd' ? type.localDiskGb : 10;
    addVolume(account, {
      zone: server.zone,
      project: server.project,
      name: volume.name ?? `${image.name}_${kind}_${key}`,
      kind,
      sizeBytes: volume.size ?? defaultGb * 1_000_000_000,
      boot: volume.boot ?? false,
      ...(key === '0' ? { parentSnapshotId: rootSnapshotOf(image) } : {}),
      attachTo: { serverId: server.id, key },
    });
  }
}

function attachIps(account: ScalewayAccount, { request }: Order, server: ScalewayServer): void {
  for (const id of request.public_ips ?? []) {
    const ip = account.ips.get(id);
    if (ip !== undefined) ip.serverId = server.id;
  }
}
