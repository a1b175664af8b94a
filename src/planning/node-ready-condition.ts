import { claimConditions, findCondition, isTrue, withCondition } from '../api/conditions.ts';
import type { ConditionUpdate } from '../api/conditions.ts';
import type { Condition, NodeClaim } from '../api/generated.ts';
import { isNodeReady } from '../domain/node-health.ts';
import type { HealthOfNode } from '../domain/node-health.ts';
import { timestampOf } from '../domain/timestamp.ts';
import type { NodeEvidence } from './node-loss.ts';

/** Reason of NodeReady=False once the provider has confirmed that the machine is gone; a later look at the Node does not change it. */
export const instanceGoneReason = 'InstanceGone';

/** What the Node of a claim that was Ready once says now; one that is gone counts from the time it was first missed. */
export function nodeEvidence(claim: NodeClaim, node: HealthOfNode | undefined, nowMs: number): NodeEvidence {
  if (node === undefined) {
    const standing = findCondition(claim.status?.conditions, claimConditions.nodeReady);
    const sinceMs = standing?.status === 'False' ? Date.parse(standing.lastTransitionTime) : nowMs;
    return { kind: 'missing', sinceMs, message: 'the Node is missing' };
  }
  if (isNodeReady(node)) return { kind: 'ready' };
  const ready = node.status?.conditions?.find((condition) => condition.type === 'Ready');
  const sinceMs = ready?.lastTransitionTime === undefined ? nowMs : Date.parse(ready.lastTransitionTime);
  return { kind: 'not-ready', sinceMs, message: ready?.message ?? 'the kubelet says nothing' };
}

/** The conditions of a claim with NodeReady as it follows from its Node; undefined when they say so already, or the node was never Ready. */
export function withNodeReady(
  claim: NodeClaim,
  node: HealthOfNode | undefined,
  nowMs: number,
): readonly Condition[] | undefined {
  const { conditions } = claim.status ?? {};
  if (!isTrue(conditions, claimConditions.initialized)) return undefined;
  const evidence = nodeEvidence(claim, node, nowMs);
  const update = updateOf(claim, evidence);
  const standing = findCondition(conditions, claimConditions.nodeReady);
  const isNews = standing?.status !== update.status || standing.reason !== update.reason;
  const sinceMs = evidence.kind === 'ready' ? nowMs : Math.min(evidence.sinceMs, nowMs);
  return isNews ? withCondition(conditions, update, timestampOf(sinceMs)) : undefined;
}

function updateOf(claim: NodeClaim, evidence: NodeEvidence): ConditionUpdate {
  const type = claimConditions.nodeReady;
  if (evidence.kind === 'ready') {
    return { type, status: 'True', reason: 'NodeReady', message: `Node ${claim.status?.nodeName} is Ready` };
  }
  const standing = findCondition(claim.status?.conditions, type);
  if (standing?.status === 'False' && standing.reason === instanceGoneReason) return standing;
  const reason = evidence.kind === 'missing' ? 'NodeMissing' : 'NodeNotReady';
  return { type, status: 'False', reason, message: evidence.message };
}
