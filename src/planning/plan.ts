import type { NodeClaimSpec } from '../api/generated.ts';
import type { Offering } from '../domain/offering.ts';

/** Names a pod. */
export interface PodKey {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** Names a pool and its incarnation. */
export interface PoolIdentity {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** One machine that is to be bought. */
export interface PlannedClaim {
  readonly pool: PoolIdentity;
  /** Counts the claims of one pool in one plan from 0; part of the claim's name. */
  readonly index: number;
  /** Goes into the NodeClaim as it is. */
  readonly spec: NodeClaimSpec;
  /** Pods that the machine is planned for; none when it only fills minNodes. */
  readonly pods: readonly PodKey[];
  /** The cheapest offering that satisfies the spec. Which one is tried first is the broker's word. */
  readonly cheapest: Offering;
  /** How many offerings satisfy the spec. */
  readonly feasible: number;
  /** One sentence for people. */
  readonly why: string;
}

/** A pod that needs no purchase, and where it will run. */
export interface Placement {
  readonly pod: PodKey;
  readonly onto: { readonly kind: 'ReadyNode' | 'InitializingNode' | 'NodeClaim'; readonly name: string };
}

/** What keeps a pool from serving a pod. */
export type UnservedCode =
  'Deleting' | 'NodeClass' | 'NoOfferings' | 'Taint' | 'Labels' | 'TooLarge' | 'Price' | 'Limit';

/** Why one pool does not serve a pod, as one sentence that a user can act on. */
export interface UnservedReason {
  /** `namespace/name` of the pool. */
  readonly pool: string;
  readonly code: UnservedCode;
  readonly message: string;
}

/** A pod that no pool serves. Without any pool in the cluster the list of reasons is empty. */
export interface UnservedPod {
  readonly pod: PodKey;
  readonly reasons: readonly UnservedReason[];
}

/** Names a claim and its incarnation. */
export interface ClaimKey {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** Frozen answer of the planner: what to buy, what waits for what is there, what cannot be served. */
export interface ScaleUpPlan {
  /** Ordered by pool, then index. */
  readonly claims: readonly PlannedClaim[];
  readonly placed: readonly Placement[];
  readonly unserved: readonly UnservedPod[];
  /**
   * Unlaunched claims that no demand needs. Candidates only: delete one when two consecutive plans name it,
   * because a pod between its eviction and its return is in no picture.
   */
  readonly surplusClaims: readonly ClaimKey[];
}
