import { claimConditions, isTrue } from '../api/conditions.ts';
import type { NodeClaim, NodePool, NodePoolStatus } from '../api/generated.ts';
import { formatResources, parseResources } from '../domain/resources.ts';
import type { ResourceList } from '../domain/resources.ts';
import { isLaunched } from '../planning/claim-capacity.ts';

/** The counts of a pool's status. */
export type PoolCounts = Required<Pick<NodePoolStatus, 'nodes' | 'ready' | 'hourlyPriceEur' | 'capacity'>>;

/** What a pool's claims add up to. Lost ones do not count. */
export function countPool(pool: NodePool, claims: readonly NodeClaim[]): PoolCounts {
  const own = claims.filter(
    (claim) =>
      claim.spec.nodePoolRef.name === pool.metadata.name &&
      claim.metadata.namespace === pool.metadata.namespace &&
      !isTrue(claim.status?.conditions, claimConditions.lost),
  );
  const launched = own.filter(isLaunched);
  const price = launched.reduce((sum, claim) => sum + (claim.status?.priceEurPerHour ?? 0), 0);
  return {
    nodes: own.length,
    ready: own.filter((claim) => isTrue(claim.status?.conditions, claimConditions.nodeReady)).length,
    hourlyPriceEur: Math.round(price * 1e6) / 1e6,
    capacity: formatResources(launched.reduce(addCapacity, {})),
  };
}

function addCapacity(sum: ResourceList, claim: NodeClaim): ResourceList {
  const capacity = parseResources(claim.status?.capacity ?? {});
  const keys = [...new Set([...Object.keys(sum), ...Object.keys(capacity)])];
  return Object.fromEntries(keys.map((key) => [key, (sum[key] ?? 0) + (capacity[key] ?? 0)]));
}
