import { z } from 'zod';
import { jsonResponse, noContent, parseJsonBody } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { invalidArgument, notFound, preconditionFailed } from './errors.ts';
import { addVolume, deleteVolume } from './lifecycle.ts';
import { bodyPage, hasTags, wantedTags } from './paging.ts';
import { renderBlockVolume } from './render-side.ts';
import type { ScalewayAccount, ScalewayCall, ScalewayHandler, Volume } from './state.ts';
import { defaultProject, findInZone } from './state.ts';

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

/** The same calls under both of the versions that clients use. */
const routesOf = (version: string): readonly Route<ScalewayHandler>[] => {
  const block = `/block/${version}/zones/{zone}/volumes`;
  return [
    { name: 'list-volumes', method: 'GET', template: block, handle: listVolumes },
    { name: 'create-volume', method: 'POST', template: block, handle: createVolume },
    { name: 'get-volume', method: 'GET', template: `${block}/{id}`, handle: getVolume },
    { name: 'update-volume', method: 'PATCH', template: `${block}/{id}`, handle: updateVolume },
    { name: 'delete-volume', method: 'DELETE', template: `${block}/{id}`, handle: removeVolume },
  ];
};

/** Block storage (https://www.scaleway.com/en/developers/api/block/). It survives the servers it is attached to. */
export const blockRoutes: readonly Route<ScalewayHandler>[] = [...routesOf('v1'), ...routesOf('v1alpha1')];
