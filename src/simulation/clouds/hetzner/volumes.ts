import { z } from 'zod';
import type { ApiResponse } from '../../http/exchange.ts';
import { jsonResponse, noContent } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { runAction, startAction } from './actions.ts';
import { locations, volumeNetEurPerGbHour } from './catalogue.ts';
import { invalidInput, locked, uniquenessError, unprocessable } from './errors.ts';
import { changeProtection } from './protection.ts';
import { renderAction } from './render.ts';
import { renderVolume } from './render-resources.ts';
import { isNameTaken, named, onResource, readBody, resourceRoutes } from './resources.ts';
import type { HetznerAccount, HetznerAction, HetznerHandler, HetznerServer, Volume } from './state.ts';
import { takeId } from './state.ts';

// 10 GB to 10 TB (https://docs.hetzner.com/cloud/volumes/overview/).
const sizeSchema = z.number().int().min(10).max(10_240);

const createSchema = z.looseObject({
  name: z.string().min(1),
  size: sizeSchema,
  location: z.union([z.string(), z.number()]).nullish(),
  server: z.number().nullish(),
  format: z.enum(['xfs', 'ext4']).nullish(),
  labels: z.record(z.string(), z.string()).default({}),
});

/** A volume is made at a location, or at that of a server, which it is then attached to (API reference, "Create a Volume"). */
const createVolume: HetznerHandler = (account, { request }) => {
  const body = readBody(createSchema, request);
  if ('refusal' in body) return body.refusal;
  const { name, size, labels, format } = body.value;
  const server = body.value.server == null ? undefined : account.servers.get(body.value.server);
  if (body.value.server != null && server === undefined) return invalidInput('server', 'server not found');
  const location = server?.location ?? locations.find((entry) => named(entry, body.value.location ?? ''));
  if (location === undefined) return invalidInput('location', 'location not found');
  if (isNameTaken(account.volumes, name)) return uniquenessError('name', 'volume name is already used');
  if (server !== undefined && server.runningActions > 0) return locked();
  const createdAtMs = account.context.now();
  const made = { id: takeId(account), name, labels, createdAtMs, location, sizeGb: size, format: format ?? null };
  const volume: Volume = { ...made, status: 'creating', serverId: null, isProtected: false };
  account.volumes.set(volume.id, volume);
  openCharge(account, volume);
  const action = startAction(account, 'create_volume', [{ id: volume.id, type: 'volume' }]);
  runAction(account, action, () => void (volume.status = 'available'));
  const next = server === undefined ? [] : [renderAction(attach(account, volume, server))];
  return jsonResponse(201, { volume: renderVolume(volume), action: renderAction(action), next_actions: next });
};

/** Volumes are billed for their size until they are deleted, attached or not (https://docs.hetzner.com/cloud/billing/faq/). */
function openCharge(account: HetznerAccount, volume: Volume): void {
  const fromMs = account.context.now();
  const eurPerHour = volume.sizeGb * volumeNetEurPerGbHour;
  account.context.ledger.open({ id: `hetzner/volume/${volume.id}`, eurPerHour, fromMs, rounding: 'started-hour' });
}

function attach(account: HetznerAccount, volume: Volume, server: HetznerServer): HetznerAction {
  volume.serverId = server.id;
  return runAction(account, startAction(account, 'attach_volume', resourcesOf(volume, server.id)), () => undefined);
}

function resourcesOf(volume: Volume, serverId: number) {
  return [
    { id: serverId, type: 'server' },
    { id: volume.id, type: 'volume' },
  ] as const;
}

const kind = { kind: 'volume', all: (account: HetznerAccount) => account.volumes };

const attachVolume = onResource(kind, (account, volume, { request }) => {
  const body = readBody(z.looseObject({ server: z.number() }), request);
  if ('refusal' in body) return body.refusal;
  const server = account.servers.get(body.value.server);
  if (server === undefined) return invalidInput('server', 'server not found');
  const refusal = refuseAttachment(volume, server);
  return refusal ?? jsonResponse(201, { action: renderAction(attach(account, volume, server)) });
});

/** Why a volume cannot be attached to a server now; undefined when it can. */
export function refuseAttachment(
  volume: Volume,
  server: Pick<HetznerServer, 'location' | 'runningActions'>,
): ApiResponse | undefined {
  if (volume.serverId !== null) return unprocessable('volume_already_attached', 'volume is already attached');
  if (volume.location.name !== server.location.name) return invalidInput('server', 'server is at another location');
  return server.runningActions > 0 ? locked() : undefined;
}

const detachVolume = onResource(kind, (account, volume) => {
  const { serverId } = volume;
  if (serverId === null) return unprocessable('service_error', 'volume is not attached to a server');
  if ((account.servers.get(serverId)?.runningActions ?? 0) > 0) return locked();
  const action = startAction(account, 'detach_volume', resourcesOf(volume, serverId));
  runAction(account, action, () => void (volume.serverId = null));
  return jsonResponse(201, { action: renderAction(action) });
});

const resizeVolume = onResource(kind, (account, volume, { request }) => {
  const body = readBody(z.looseObject({ size: sizeSchema }), request);
  if ('refusal' in body) return body.refusal;
  if (body.value.size <= volume.sizeGb) return invalidInput('size', 'must be larger than the current size');
  volume.sizeGb = body.value.size;
  account.context.ledger.close(`hetzner/volume/${volume.id}`, account.context.now());
  openCharge(account, volume);
  const action = startAction(account, 'resize_volume', [{ id: volume.id, type: 'volume' }]);
  return jsonResponse(201, { action: renderAction(runAction(account, action, () => undefined)) });
});

/** An attached volume is refused with this code and sentence (seen in https://github.com/hetznercloud/csi-driver/issues/12). */
function deleteVolume(account: HetznerAccount, volume: Volume): ApiResponse {
  if (volume.serverId !== null)
    return unprocessable('service_error', `volume with ID '${volume.id}' is still attached to a server`);
  account.volumes.delete(volume.id);
  account.context.ledger.close(`hetzner/volume/${volume.id}`, account.context.now());
  return noContent();
}

const actionsPath = '/v1/volumes/{id}/actions';

/** Volumes (https://docs.hetzner.cloud/reference/cloud#tag/volumes). */
export const volumeRoutes: readonly Route<HetznerHandler>[] = [
  { name: 'create-volume', method: 'POST', template: '/v1/volumes', handle: createVolume },
  ...resourceRoutes<Volume>({
    ...kind,
    plural: 'volumes',
    render: renderVolume,
    matches: (volume, query) => query.getAll('status').length === 0 || query.getAll('status').includes(volume.status),
    remove: deleteVolume,
  }),
  { name: 'attach-volume', method: 'POST', template: `${actionsPath}/attach`, handle: attachVolume },
  { name: 'detach-volume', method: 'POST', template: `${actionsPath}/detach`, handle: detachVolume },
  { name: 'resize-volume', method: 'POST', template: `${actionsPath}/resize`, handle: resizeVolume },
  {
    name: 'protect-volume',
    method: 'POST',
    template: `${actionsPath}/change_protection`,
    handle: changeProtection(kind, 'volume'),
  },
];
