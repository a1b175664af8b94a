import { place, type Capacity } from './capacity.ts';
import { isLaunched } from './claim-capacity.ts';
import type { DemandGroup } from './demand.ts';
import { poolKeyOfClaim } from './picture.ts';
import type { ClaimKey } from './plan.ts';
import { liveClaims, type PoolState } from './pool-state.ts';

/**
 * Claims before their launch that stay without pods even when no demand is put onto Ready nodes (the scheduler may know
 * better why it refuses those), and that minNodes does not ask for either.
 */
export function surplusClaims(
  groups: readonly DemandGroup[],
  onTheWay: readonly Capacity[],
  pools: readonly PoolState[],
): readonly ClaimKey[] {
  const needed = new Set(place(groups, onTheWay).placed.map(({ onto }) => onto));
  const idle = onTheWay.flatMap((capacity) => {
    const { claim } = capacity;
    return claim === undefined || capacity.kind !== 'NodeClaim' || isLaunched(claim) || needed.has(capacity)
      ? []
      : [claim];
  });
  const byPool = Map.groupBy(idle, poolKeyOfClaim);
  return [...byPool].flatMap(([key, claims]) => {
    const state = pools.find((pool) => pool.key === key);
    const spare = state === undefined ? claims.length : liveClaims(state) - (state.pool.spec.limits.minNodes ?? 0);
    return claims.slice(0, Math.max(0, spare)).map(({ metadata }) => ({
      namespace: metadata.namespace ?? 'default',
      name: metadata.name,
      uid: metadata.uid,
    }));
  });
}
