import { z } from 'zod';
import { jsonResponse, noContent, parseJsonBody } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { randomUuid } from '../../random.ts';
import { ipv4EurPerHour } from './catalogue.ts';
import { invalidArgument, notFound, preconditionFailed } from './errors.ts';
import { addVolume, deleteVolume } from './lifecycle.ts';
import { bodyPage, hasTags, instancePage, wantedTags } from './paging.ts';
import { renderBlockVolume, renderIp, renderLocalVolume } from './render.ts';
import type { FlexibleIp, ScalewayAccount, ScalewayCall, ScalewayHandler, Volume } from './state.ts';
import { defaultProject, findInZone } from './state.ts';

const listIps: ScalewayHandler = (account, call) => {
  const { query } = call.request;
  const tags = wantedTags(query);
  const entries = [...account.ips.values()].filter(
    (ip) =>
      ip.zone === call.params['zone'] && hasTags(ip.tags, tags) && [null, ip.project].includes(query.get('project')),
  );
  return instancePage(call, { key: 'ips', entries, render: (ip) => renderIp(ip, account) });
};

const ipSchema = z.looseObject({
  project: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  server: z.string().nullish(),
});

const createIp: ScalewayHandler = (account, { params, request }) => {
  const parsed = ipSchema.safeParse(parseJsonBody(request.body));
  if (!parsed.success) return invalidArgument(parsed.error.issues[0]?.path.join('.') || 'body', 'format', '');
  const { context } = account;
  const ip: FlexibleIp = {
    id: randomUuid(context.random),
    zone: params['zone'] ?? '',
    project: parsed.data.project ?? defaultProject,
    tags: parsed.data.tags ?? [],
    address: context.addresses.nextPublic(),
    createdAtMs: context.now(),
    serverId: parsed.data.server ?? null,
  };
  account.ips.set(ip.id, ip);
  const charge = { eurPerHour: ipv4EurPerHour, fromMs: context.now(), rounding: 'exact' } as const;
  context.ledger.open({ id: `scaleway/ip/${ip.id}`, ...charge });
  return jsonResponse(201, { ip: renderIp(ip, account) });
};

const getIp: ScalewayHandler = (account, { params }) => {
  const ip = findInZone(account.ips, params);
  if (ip === undefined) return notFound('instance_ip', params['id'] ?? '');
  return jsonResponse(200, { ip: renderIp(ip, account) });
};

const deleteIp: ScalewayHandler = (account, { params }) => {
  const ip = findInZone(account.ips, params);
  if (ip === undefined) return notFound('instance_ip', params['id'] ?? '');
  account.ips.delete(ip.id);
  account.context.ledger.close(`scaleway/ip/${ip.id}`, account.context.now());
  return noContent();
};

/** The Instance API knows local volumes only; block storage is a 404 here. */
function localVolume(account: ScalewayAccount, params: ScalewayCall['params']): Volume | undefined {
  const volume = findInZone(account.volumes, params);
  return volume?.kind === 'l_ssd' ? volume : undefined;
}

const listLocalVolumes: ScalewayHandler = (account, call) => {
  const entries = [...account.volumes.values()].filter(
    (volume) => volume.kind === 'l_ssd' && volume.zone === call.params['zone'],
  );
  const render = (volume: Volume): unknown =>
    renderLocalVolume(volume, account.servers.get(volume.attachment?.serverId ?? ''));
  return instancePage(call, { key: 'volumes', entries, render });
};

const getLocalVolume: ScalewayHandler = (account, { params }) => {
  const volume = localVolume(account, params);
  if (volume === undefined) return notFound('instance_volume', params['id'] ?? '');
  const server = account.servers.get(volume.attachment?.serverId ?? '');
  return jsonResponse(200, { volume: renderLocalVolume(volume, server) });
};

const deleteLocalVolume: ScalewayHandler = (account, { params }) => {
  const volume = localVolume(account, params);
  if (volume === undefined) return notFound('instance_volume', params['id'] ?? '');
  if (volume.attachment !== null) return preconditionFailed('resource_still_in_use', 'detach the volume first');
  account.volumes.delete(volume.id);
  return noContent();
};

function blockVolume(account: ScalewayAccount, params: ScalewayCall['params']): Volume | undefined {
  const volume = findInZone(account.volumes, params);
  return volume?.kind === 'sbs_volume' ? volume : undefined;
}

const listVolumes: ScalewayHandler = (account, call) => {
  const { query } = call.request;
  const tags = wantedTags(query);
  const resource = query.get('product_resource_id');
  const entries = [...account.volumes.values()].filter(
    (volume) =>
      volume.kind === 'sbs_volume' &&
      volume.zone === call.params['zone'] &&
      hasTags(volume.tags, tags) &&
      volume.name.includes(query.get('name') ?? '') &&
      [null, volume.project].includes(query.get('project_id')) &&
      (resource === null || volume.attachment?.serverId === resource),
  );
  return bodyPage(call, { key: 'volumes', entries, render: renderBlockVolume });
};

const newVolumeSchema = z.looseObject({
  name: z.string().min(1),
  project_id: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  from_empty: z.looseObject({ size: z.number().int().positive() }),
});

const createVolume: ScalewayHandler = (account, { params, request }) => {
  const parsed = newVolumeSchema.safeParse(parseJsonBody(request.body));
  if (!parsed.success) return invalidArgument(parsed.error.issues[0]?.path.join('.') || 'body', 'required', '');
  const { name, tags, project_id: project, from_empty: empty } = parsed.data;
  const owner = { zone: params['zone'] ?? '', project: project ?? defaultProject };
  const disk = { kind: 'sbs_volume', sizeBytes: empty.size, boot: false } as const;
  const volume = addVolume(account, { ...owner, ...disk, name, tags: tags ?? [] });
  return jsonResponse(200, renderBlockVolume(volume));
};

const getVolume: ScalewayHandler = (account, { params }) => {
  const volume = blockVolume(account, params);
  if (volume === undefined) return notFound('volume', params['id'] ?? '');
  return jsonResponse(200, renderBlockVolume(volume));
};

const updateSchema = z.looseObject({ name: z.string().min(1).nullish(), tags: z.array(z.string()).nullish() });

const updateVolume: ScalewayHandler = (account, { params, request }) => {
  const volume = blockVolume(account, params);
  if (volume === undefined) return notFound('volume', params['id'] ?? '');
  const parsed = updateSchema.safeParse(parseJsonBody(request.body));
  if (!parsed.success) return invalidArgument(parsed.error.issues[0]?.path.join('.') || 'body', 'format', '');
  volume.name = parsed.data.name ?? volume.name;
  volume.tags = parsed.data.tags ?? volume.tags;
  volume.modifiedAtMs = account.context.now();
  return jsonResponse(200, renderBlockVolume(volume));
};

const removeVolume: ScalewayHandler = (account, { params }) => {
  const volume = blockVolume(account, params);
  if (volume === undefined) return notFound('volume', params['id'] ?? '');
  if (volume.attachment !== null) return preconditionFailed('resource_still_in_use', 'detach the volume first');
  if (!volume.isDeleting) deleteVolume(account, volume);
  return noContent();
};

const instance = '/instance/v1/zones/{zone}';
const block = '/block/v1/zones/{zone}/volumes';

/** Everything that stands beside servers and survives them. */
export const sideRoutes: readonly Route<ScalewayHandler>[] = [
  { name: 'list-ips', method: 'GET', template: `${instance}/ips`, handle: listIps },
  { name: 'create-ip', method: 'POST', template: `${instance}/ips`, handle: createIp },
  { name: 'get-ip', method: 'GET', template: `${instance}/ips/{id}`, handle: getIp },
  { name: 'delete-ip', method: 'DELETE', template: `${instance}/ips/{id}`, handle: deleteIp },
  { name: 'list-local-volumes', method: 'GET', template: `${instance}/volumes`, handle: listLocalVolumes },
  { name: 'get-local-volume', method: 'GET', template: `${instance}/volumes/{id}`, handle: getLocalVolume },
  { name: 'delete-local-volume', method: 'DELETE', template: `${instance}/volumes/{id}`, handle: deleteLocalVolume },
  { name: 'list-volumes', method: 'GET', template: block, handle: listVolumes },
  { name: 'create-volume', method: 'POST', template: block, handle: createVolume },
  { name: 'get-volume', method: 'GET', template: `${block}/{id}`, handle: getVolume },
  { name: 'update-volume', method: 'PATCH', template: `${block}/{id}`, handle: updateVolume },
  { name: 'delete-volume', method: 'DELETE', template: `${block}/{id}`, handle: removeVolume },
];
