import { z } from 'zod';
import { jsonResponse, noContent, parseJsonBody } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { randomUuid } from '../../random.ts';
import { invalidArgument, notFound, preconditionFailed } from './errors.ts';
import { addVolume, attach, detach } from './lifecycle.ts';
import { hasTags, instancePage, wantedTags } from './paging.ts';
import { renderServer } from './render.ts';
import { renderLocalVolume } from './render-side.ts';
import type { ScalewayAccount, ScalewayCall, ScalewayHandler, Volume } from './state.ts';
import { defaultProject, findInZone, volumesOf } from './state.ts';

/** The Instance API knows local volumes only; block storage is a 404 here (recorded on 2 December 2025). */
function localVolume(account: ScalewayAccount, params: ScalewayCall['params']): Volume | undefined {
  const volume = findInZone(account.volumes, params);
  return volume?.kind === 'l_ssd' ? volume : undefined;
}

function render(account: ScalewayAccount, volume: Volume): Record<string, unknown> {
  return renderLocalVolume(volume, account.servers.get(volume.attachment?.serverId ?? ''));
}

const listLocalVolumes: ScalewayHandler = (account, call) => {
  const { query } = call.request;
  const tags = wantedTags(query);
  const entries = [...account.volumes.values()].filter(
    (volume) =>
      volume.kind === 'l_ssd' &&
      volume.zone === call.params['zone'] &&
      hasTags(volume.tags, tags) &&
      volume.name.includes(query.get('name') ?? '') &&
      [null, volume.project].includes(query.get('project')),
  );
  return instancePage(call, { key: 'volumes', entries, render: (volume: Volume) => render(account, volume) });
};

const newVolumeSchema = z.looseObject({
  name: z.string().min(1),
  volume_type: z.literal('l_ssd'),
  size: z.number().int().positive(),
  project: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
});

const createLocalVolume: ScalewayHandler = (account, { params, request }) => {
  const parsed = newVolumeSchema.safeParse(parseJsonBody(request.body));
  if (!parsed.success) return invalidArgument(parsed.error.issues[0]?.path.join('.') || 'body', 'constraint', '');
  const { name, size, project, tags } = parsed.data;
  const owner = { zone: params['zone'] ?? '', project: project ?? defaultProject };
  const disk = { kind: 'l_ssd', sizeBytes: size, boot: false } as const;
  const volume = addVolume(account, { ...owner, ...disk, name, tags: tags ?? [] });
  return jsonResponse(201, { volume: render(account, volume) });
};

const getLocalVolume: ScalewayHandler = (account, { params }) => {
  const volume = localVolume(account, params);
  if (volume === undefined) return notFound('instance_volume', params['id'] ?? '');
  return jsonResponse(200, { volume: render(account, volume) });
};

const deleteLocalVolume: ScalewayHandler = (account, { params }) => {
  const volume = localVolume(account, params);
  if (volume === undefined) return notFound('instance_volume', params['id'] ?? '');
  if (volume.attachment !== null) return preconditionFailed('resource_still_in_use', 'detach the volume first');
  account.volumes.delete(volume.id);
  return noContent();
};

const attachmentSchema = z.looseObject({ volume_id: z.string() });

/** Disks of both kinds, under the lowest free number; the answer is the server (scaleway-sdk-go, test-instance-helpers). */
const attachVolume: ScalewayHandler = (account, { params, request }) => {
  const server = findInZone(account.servers, params);
  if (server === undefined) return notFound('instance_server', params['id'] ?? '');
  const id = attachmentSchema.safeParse(parseJsonBody(request.body)).data?.volume_id;
  if (id === undefined) return invalidArgument('volume_id', 'required', 'required key not provided');
  const volume = account.volumes.get(id);
  if (volume?.zone !== server.zone) return notFound('instance_volume', id);
  if (volume.attachment !== null) return preconditionFailed('resource_still_in_use', 'detach the volume first');
  const taken = volumesOf(account, server.id).map((disk) => Number(disk.attachment?.key));
  const key = String([...Array(taken.length + 1).keys()].find((number) => !taken.includes(number)) ?? 0);
  attach(account, volume, { serverId: server.id, key, referenceId: randomUuid(account.context.random) });
  return jsonResponse(200, { server: renderServer(server, account) });
};

const detachVolume: ScalewayHandler = (account, { params, request }) => {
  const server = findInZone(account.servers, params);
  if (server === undefined) return notFound('instance_server', params['id'] ?? '');
  const id = attachmentSchema.safeParse(parseJsonBody(request.body)).data?.volume_id ?? '';
  const volume = volumesOf(account, server.id).find((disk) => disk.id === id);
  if (volume === undefined) return notFound('instance_volume', id);
  detach(account, volume);
  return jsonResponse(200, { server: renderServer(server, account) });
};

const zone = '/instance/v1/zones/{zone}';
const volumes = `${zone}/volumes`;
const server = `${zone}/servers/{id}`;

/** Local disks, and how disks come to servers. */
export const localVolumeRoutes: readonly Route<ScalewayHandler>[] = [
  { name: 'list-local-volumes', method: 'GET', template: volumes, handle: listLocalVolumes },
  { name: 'create-local-volume', method: 'POST', template: volumes, handle: createLocalVolume },
  { name: 'get-local-volume', method: 'GET', template: `${volumes}/{id}`, handle: getLocalVolume },
  { name: 'delete-local-volume', method: 'DELETE', template: `${volumes}/{id}`, handle: deleteLocalVolume },
  { name: 'attach-volume', method: 'POST', template: `${server}/attach-volume`, handle: attachVolume },
  { name: 'detach-volume', method: 'POST', template: `${server}/detach-volume`, handle: detachVolume },
];
