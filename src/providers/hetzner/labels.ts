import { labels } from '../../api/labels.ts';
import type { InstanceRequest } from '../provider.ts';

/** Label on everything that Cloudburst rents or registers at Hetzner. */
export const managedBy = { key: 'managed-by', value: 'cloudburst' } as const;

/** Label with the UID of the cluster that owns the thing. */
export const clusterLabel = 'cloudburst.io/cluster';

/** Labels of the owner, on every resource. Values of at most 63 characters: https://docs.hetzner.cloud/reference/cloud#labels */
export function ownerLabels(clusterId: string): Record<string, string> {
  return { [managedBy.key]: managedBy.value, [clusterLabel]: clusterId };
}

/** Labels of a server. */
export function serverLabels(clusterId: string, request: InstanceRequest): Record<string, string> {
  return {
    ...ownerLabels(clusterId),
    [labels.nodeClaimUid]: request.claimUid,
    [labels.nodeClaim]: labelValue(request.claimName),
    [labels.nodePool]: labelValue(request.nodePool),
  };
}

/** Selector of everything this cluster owns; with a claim UID only that claim's. */
export function ownerSelector(clusterId: string, claimUid?: string): string {
  const pairs = Object.entries({
    ...ownerLabels(clusterId),
    ...(claimUid === undefined ? {} : { [labels.nodeClaimUid]: claimUid }),
  });
  return pairs.map(([key, value]) => `${key}=${value}`).join(',');
}

/** Whether the labels say that this cluster owns the thing; with a claim UID that it belongs to that claim too. */
export function isOurs(found: Readonly<Record<string, string>>, clusterId: string, claimUid?: string): boolean {
  if (clusterId === '' || claimUid === '') return false;
  const ours = found[managedBy.key] === managedBy.value && found[clusterLabel] === clusterId;
  return ours && (claimUid === undefined || found[labels.nodeClaimUid] === claimUid);
}

/** Names of Kubernetes objects may be longer than a label value; what is cut off is for people only. */
function labelValue(name: string): string {
  return name.slice(0, 63).replace(/[^a-z0-9A-Z]+$/u, '');
}
