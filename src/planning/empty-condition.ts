import { claimConditions, findCondition, withCondition } from '../api/conditions.ts';
import type { ConditionUpdate } from '../api/conditions.ts';
import type { Condition, NodeClaim } from '../api/generated.ts';
import { timestampOf } from '../domain/timestamp.ts';
import type { Pod } from '../kube/types.ts';
import { isBoundToItsNode, isFinished } from './demand.ts';

/** Reason of Empty=True until the first pod comes; the time is then that of Ready. */
const neverUsed = 'NeverUsed';

/** Whether the pod keeps its node from being empty: those of DaemonSets, static and finished ones do not. One that is ending does. */
export function occupies(pod: Pod): boolean {
  return !isFinished(pod) && !isBoundToItsNode(pod);
}

/**
 * The conditions of a claim with Empty as it follows from the pods bound to its Node; undefined when they say so already, or the node
 * was never usable. Empty is True since the last departure, or since Ready while nothing ever came, so that a restart resets nothing.
 */
export function withEmpty(claim: NodeClaim, pods: readonly Pod[], nowMs: number): readonly Condition[] | undefined {
  const { conditions } = claim.status ?? {};
  const initialized = findCondition(conditions, claimConditions.initialized);
  if (initialized?.status !== 'True') return undefined;
  const standing = findCondition(conditions, claimConditions.empty);
  const update = updateOf(pods.filter(occupies).length, standing);
  if (standing?.status === update.status) return undefined;
  const since = update.reason === neverUsed ? initialized.lastTransitionTime : timestampOf(nowMs);
  return withCondition(conditions, update, since);
}

function updateOf(occupants: number, standing: Condition | undefined): ConditionUpdate {
  const type = claimConditions.empty;
  if (occupants > 0) return { type, status: 'False', reason: 'PodsRunning', message: 'pods are bound to the node' };
  const message = 'nothing but pods of DaemonSets, static and finished ones is on the node';
  return { type, status: 'True', reason: standing === undefined ? neverUsed : 'LastPodLeft', message };
}
