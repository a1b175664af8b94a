import { z } from 'zod';
import { InstanceNotFoundError, OutageError, ThrottledError } from '../errors.ts';
import type { CallContext, ScalewayClient } from './client.ts';
import { collectPages, pageSize } from './paging.ts';
import type { ScalewayServer } from './servers.ts';
import { claimUidOf, isOurs, ownerTags, volumeTags } from './tags.ts';

// The SDK turns answers into objects without checking them, so what is used is checked here.
const volumeSchema = z.looseObject({
  id: z.uuid(),
  status: z.string(),
  tags: z.array(z.string()),
  zone: z.string(),
  createdAt: z.date().optional(),
});

/** A block storage volume as Scaleway tells it. */
export type ScalewayVolume = z.infer<typeof volumeSchema>;

/**
 * Tags the block volumes of an instance with the instance's id. `terminate` only detaches them, they go on costing money, and the
 * one that comes with the instance carries no tag of its own. `asPartOf` is the instance whose deletion is to find them.
 */
export async function tagVolumes(
  client: ScalewayClient,
  {
    server,
    clusterId,
    asPartOf,
  }: { readonly server: ScalewayServer; readonly clusterId: string; readonly asPartOf?: ScalewayServer },
  context: CallContext,
): Promise<void> {
  const owner = asPartOf ?? server;
  const tags = volumeTags(clusterId, owner.id, claimUidOf(server.tags));
  for (const { id: volumeId, volumeType } of Object.values(server.volumes)) {
    if (volumeType !== 'sbs_volume') continue;
    const request = { zone: server.zone, volumeId, tags };
    await client.call(context, ({ block }) => block.updateVolume(request)).catch(ignoreGone);
  }
}

/** Block volumes of this cluster in a zone, tags checked again here; further tags narrow the list. */
export async function listVolumes(
  client: ScalewayClient,
  owner: { readonly clusterId: string; readonly zone: string; readonly further?: readonly string[] },
  context: CallContext,
): Promise<readonly ScalewayVolume[]> {
  const further = owner.further ?? [];
  const tags = [...new Set([...ownerTags(owner.clusterId), ...further])];
  const volumes = await collectPages(async (page) => {
    const request = { zone: owner.zone, tags, page, pageSize, includeDeleted: false };
    const answer = await client.call(context, ({ block }) => block.listVolumes(request));
    return { items: answer.volumes.map(checkedVolume), total: answer.totalCount };
  });
  const alive = volumes.filter((volume) => volume.status !== 'deleted');
  return alive.filter(
    ({ tags: found }) => isOurs(found, owner.clusterId) && further.every((tag) => found.includes(tag)),
  );
}

/** Orders the deletion of the volumes; those that are still attached or on their way stay for the next look. */
export async function removeVolumes(
  client: ScalewayClient,
  volumes: readonly ScalewayVolume[],
  context: CallContext,
): Promise<void> {
  for (const { id: volumeId, zone, status } of volumes) {
    if (status === 'deleting') continue;
    await client.call(context, ({ block }) => block.deleteVolume({ zone, volumeId })).catch(ignoreBusy);
  }
}

function checkedVolume(volume: unknown): ScalewayVolume {
  const read = volumeSchema.safeParse(volume);
  if (read.success) return read.data;
  const message = 'Scaleway answered without the fields of a volume; check the endpoint';
  throw new OutageError(message, { provider: 'scaleway', code: 'unreadable' }, false);
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof InstanceNotFoundError)) throw error;
}

function ignoreBusy(error: unknown): void {
  const busy = error instanceof ThrottledError && error.details.code !== 'too_many_requests';
  if (!busy) ignoreGone(error);
}
