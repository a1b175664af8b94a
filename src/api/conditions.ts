import type { Condition } from './generated.ts';

/** Condition types of a NodeClaim, in the order in which they become true. */
export const claimConditions = {
  /** A cloud accepted the create and gave an instance. */
  launched: 'Launched',
  /** The Node is matched to the claim and carries its labels. */
  registered: 'Registered',
  /** The Node was Ready without its startup taints once. */
  initialized: 'Initialized',
  /** The Node is Ready now. */
  nodeReady: 'NodeReady',
  /** The loss of the node was decided; the claim no longer counts. */
  lost: 'Lost',
  /** Where the order of offerings came from. */
  recommended: 'Recommended',
  /** Nothing is on the node but pods of DaemonSets, static and finished ones; since the last departure. */
  empty: 'Empty',
  /** The pods of the node are moved; True when all of them are gone. */
  drained: 'Drained',
  /** The instance is being given back. */
  terminating: 'Terminating',
} as const;

/** Condition types of a NodeClass. Those of one provider are `HetznerReady` and `ScalewayReady`. */
export const classConditions = {
  ready: 'Ready',
  /** False once several machines in a row did not become nodes; there only if that ever happened. */
  machinesJoin: 'MachinesJoin',
} as const;

/** Condition types of a NodePool. */
export const poolConditions = {
  ready: 'Ready',
  nodeClassReady: 'NodeClassReady',
  limitsReached: 'LimitsReached',
  disruptionPaused: 'DisruptionPaused',
} as const;

/** What is to be said in a condition; the time of its last transition is worked out by {@link withCondition}. */
export type ConditionUpdate = Pick<Condition, 'type' | 'status' | 'reason' | 'message' | 'observedGeneration'>;

export function findCondition(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** Whether the condition is there and True. */
export function isTrue(conditions: readonly Condition[] | undefined, type: string): boolean {
  return findCondition(conditions, type)?.status === 'True';
}

/**
 * The conditions with one of them updated. The transition time moves only when the status does,
 * as Kubernetes' API conventions ask.
 */
export function withCondition(
  conditions: readonly Condition[] | undefined,
  update: ConditionUpdate,
  now: string,
): readonly Condition[] {
  const previous = findCondition(conditions, update.type);
  const lastTransitionTime = previous?.status === update.status ? previous.lastTransitionTime : now;
  const others = (conditions ?? []).filter((condition) => condition.type !== update.type);
  return [...others, { ...update, lastTransitionTime }];
}
