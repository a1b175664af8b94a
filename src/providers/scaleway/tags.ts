import type { InstanceRequest } from '../provider.ts';

const managedBy = 'managed-by=cloudburst';
const claimPrefix = 'claim-uid=';

/** Tags of everything that the cluster owns at Scaleway, which has tags and no labels. */
export function ownerTags(clusterId: string, claimUid?: string): string[] {
  const owner = [managedBy, `cluster=${clusterId}`];
  return claimUid === undefined ? owner : [...owner, claimPrefix + claimUid];
}

/** Tags of an instance. */
export function instanceTags(clusterId: string, request: InstanceRequest): string[] {
  return [...ownerTags(clusterId, request.claimUid), `claim=${request.claimName}`, `pool=${request.nodePool}`];
}

/** Tags of a volume, which outlives its instance and is then found by the instance's id. */
export function volumeTags(clusterId: string, serverId: string, claimUid?: string): string[] {
  return [...ownerTags(clusterId, claimUid), instanceTag(serverId)];
}

const instancePrefix = 'instance=';

/** Tag of a volume that names its instance. */
export function instanceTag(serverId: string): string {
  return instancePrefix + serverId;
}

/** Id of the instance that a volume's tags name; undefined when they name none. */
export function instanceIdOf(tags: readonly string[]): string | undefined {
  return tags.find((tag) => tag.startsWith(instancePrefix))?.slice(instancePrefix.length);
}

/** Whether the tags say that this cluster owns the thing; with a claim UID that it belongs to that claim too. */
export function isOurs(tags: readonly string[], clusterId: string, claimUid?: string): boolean {
  if (clusterId === '' || claimUid === '') return false;
  return ownerTags(clusterId, claimUid).every((tag) => tags.includes(tag));
}

/** UID of the claim that the tags name; undefined when they name none. */
export function claimUidOf(tags: readonly string[]): string | undefined {
  return tags.find((tag) => tag.startsWith(claimPrefix))?.slice(claimPrefix.length);
}
