import type { Instance } from '../provider.ts';
import type { CallContext, ScalewayClient } from './client.ts';
import { regionOf } from './places.ts';
import { claimUidOf, instanceIdOf, ownerTags } from './tags.ts';
import { listVolumes } from './volumes.ts';
import type { ScalewayVolume } from './volumes.ts';

/**
 * Instances of which only volumes are left. They cost money and nothing else shows them, so they are listed like stopped
 * instances; deleting such an instance deletes its volumes. The type is `volume`.
 */
export async function leftovers(
  client: ScalewayClient,
  {
    clusterId,
    claimUid,
    zone,
  }: { readonly clusterId: string; readonly claimUid: string | undefined; readonly zone: string },
  context: CallContext,
): Promise<readonly Instance[]> {
  const further = claimUid === undefined ? [] : ownerTags(clusterId, claimUid);
  const volumes = await listVolumes(client, { clusterId, zone, further }, context);
  const found = volumes.flatMap(leftoverOf);
  return [...new Map(found.map((instance) => [instance.id, instance])).values()];
}

function leftoverOf(volume: ScalewayVolume): Instance[] {
  const serverId = instanceIdOf(volume.tags);
  if (serverId === undefined) return [];
  const { zone } = volume;
  const ids = {
    id: `scaleway/${zone}/${serverId}`,
    providerID: `scaleway://instance/${zone}/${serverId}`,
    name: serverId,
  };
  const place = {
    provider: 'scaleway',
    region: regionOf(zone),
    zone,
    instanceType: 'volume',
    state: 'stopped',
  } as const;
  const createdAt = (volume.createdAt ?? new Date(0)).toISOString();
  return [{ ...ids, ...place, claimUid: claimUidOf(volume.tags) ?? '', createdAt }];
}
