import type { NodeClaim, NodeClass, NodePool } from '../api/generated.ts';
import type { Offering } from '../domain/offering.ts';
import type { DaemonSet, Node, Pod } from '../kube/types.ts';

/** Everything that one scale-up plan sees. The planner reads nothing else and changes nothing in it. */
export interface PlanningPicture {
  /** All pods: those without a node are demand, those with one fill it. */
  readonly pods: readonly Pod[];
  readonly nodes: readonly Node[];
  /** Every NodeClaim that exists, launched or not, deleting ones included. */
  readonly claims: readonly NodeClaim[];
  readonly pools: readonly NodePool[];
  readonly classes: readonly NodeClass[];
  /** What each pool's clouds sell, by {@link poolKey}; the planner filters it by the pool's requirements and class. */
  readonly offeringsByPool: Readonly<Record<string, readonly Offering[]>>;
  /** Why some of a pool's clouds cannot be asked, one sentence each, by {@link poolKey}. */
  readonly problemsByPool?: Readonly<Record<string, readonly string[]>>;
  /** DaemonSets whose pods will also run on new machines. */
  readonly daemonSets?: readonly DaemonSet[];
}

/** Names a pool among all pools: `namespace/name`. */
export function poolKey(pool: NodePool): string {
  return `${pool.metadata.namespace ?? 'default'}/${pool.metadata.name}`;
}

/** The key of the pool that a claim belongs to. */
export function poolKeyOfClaim(claim: NodeClaim): string {
  return `${claim.metadata.namespace ?? 'default'}/${claim.spec.nodePoolRef.name}`;
}
