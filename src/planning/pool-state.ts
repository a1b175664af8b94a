import type { NodeClaim, NodePool } from '../api/generated.ts';
import { claimConditions, isTrue } from '../api/conditions.ts';
import { maxResources, type ResourceList } from '../domain/resources.ts';
import { daemonRequests, runsOn } from './daemon-overhead.ts';
import { candidatesOf, type Candidate } from './feasible-offerings.ts';
import { poolKey, poolKeyOfClaim, type PlanningPicture } from './picture.ts';

/** A pool with everything that plans for it share. */
export interface PoolState {
  readonly key: string;
  readonly pool: NodePool;
  /** What pool and class allow at any price, cheapest first. */
  readonly candidates: readonly Candidate[];
  /** What DaemonSets take from a machine of this pool at most, whatever is bought. */
  readonly overhead: ResourceList;
  readonly claims: readonly NodeClaim[];
  /** Why some of its clouds cannot be asked, one sentence each. */
  readonly problems: readonly string[];
}

/** The pools in the order of their keys. */
export function poolStates(picture: PlanningPicture): readonly PoolState[] {
  const states = picture.pools.map((pool) => poolState(pool, picture));
  return states.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** Claims that count against the limits: all but lost ones, of which only as many go uncounted as the pool may have nodes. */
export function countedClaims(state: PoolState): number {
  const lost = state.claims.filter((claim) => isTrue(claim.status?.conditions, claimConditions.lost)).length;
  const { maxNodes } = state.pool.spec.limits;
  return state.claims.length - lost + Math.max(0, lost - maxNodes);
}

/** Claims of the pool that count as capacity. */
export function liveClaims(state: PoolState): number {
  return state.claims.filter(isLive).length;
}

/** Whether the claim counts as capacity: it is neither lost nor on its way out. */
export function isLive(claim: NodeClaim): boolean {
  return claim.metadata.deletionTimestamp === undefined && !isTrue(claim.status?.conditions, claimConditions.lost);
}

function poolState(pool: NodePool, picture: PlanningPicture): PoolState {
  const key = poolKey(pool);
  const candidates = candidatesOf({ pool, classes: picture.classes }, picture.offeringsByPool[key] ?? []);
  const claims = picture.claims.filter((claim) => poolKeyOfClaim(claim) === key);
  const problems = picture.problemsByPool?.[key] ?? [];
  return { key, pool, candidates, overhead: overheadOf(pool, candidates, picture), claims, problems };
}

/** One figure for the whole pool, so that the same machine is planned whichever offering is the cheapest today. */
function overheadOf(pool: NodePool, candidates: readonly Candidate[], picture: PlanningPicture): ResourceList {
  const taints = pool.spec.template?.taints ?? [];
  const daemonSets = picture.daemonSets ?? [];
  const sums = new Map<string, ResourceList>();
  for (const { labels } of candidates) {
    const running = daemonSets.filter((daemonSet) => runsOn(daemonSet, labels, taints));
    const key = running.map((daemonSet) => daemonSet.metadata.uid).join();
    if (!sums.has(key)) sums.set(key, daemonRequests(running));
  }
  return [...sums.values()].reduce<ResourceList>(maxResources, {});
}
