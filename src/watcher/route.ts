import { claimConditions, findCondition, isTrue } from '../api/conditions.ts';
import type { NodeClaim } from '../api/generated.ts';
import { signals } from '../contract/messages.ts';
import { isNodeReady, whyNotInitialized } from '../domain/node-health.ts';
import type { HealthOfNode } from '../domain/node-health.ts';

/** What a claim's workflow has to hear of, given how claim and Node stand now. */
export type ClaimMessage =
  | { readonly kind: 'provision' }
  | { readonly kind: 'terminate' }
  | { readonly kind: 'node-loss' }
  | { readonly kind: 'signal'; readonly signal: (typeof signals)[keyof typeof signals] };

/**
 * The message that is due for a claim. It follows from the objects alone, so that a message that got lost is sent again
 * whenever anybody looks.
 */
export function routeClaim(claim: NodeClaim, node: HealthOfNode | undefined): readonly ClaimMessage[] {
  if (claim.metadata.deletionTimestamp !== undefined) return [{ kind: 'terminate' }];
  const { conditions } = claim.status ?? {};
  if (isTrue(conditions, claimConditions.initialized)) return routeInitialized(claim, node);
  if (node === undefined || !isTrue(conditions, claimConditions.launched)) return [{ kind: 'provision' }];
  if (!isTrue(conditions, claimConditions.registered))
    return [{ kind: 'provision' }, { kind: 'signal', signal: signals.nodeRegistered }];
  const waiting = whyNotInitialized(node, claim.spec.startupTaints ?? []);
  return waiting === undefined
    ? [{ kind: 'provision' }, { kind: 'signal', signal: signals.nodeReady }]
    : [{ kind: 'provision' }];
}

/** A node that was Ready once: its loss is watched from the moment it no longer is, and its recovery is told. */
function routeInitialized(claim: NodeClaim, node: HealthOfNode | undefined): readonly ClaimMessage[] {
  const { conditions } = claim.status ?? {};
  const isReady = node !== undefined && isNodeReady(node);
  if (!isReady || isTrue(conditions, claimConditions.lost)) return [{ kind: 'node-loss' }];
  const wasReady = findCondition(conditions, claimConditions.nodeReady)?.status !== 'False';
  return wasReady ? [] : [{ kind: 'signal', signal: signals.nodeRecovered }];
}

/** Names a message, so that the same one is not sent again within the repeat interval. */
export function messageKey(claim: NodeClaim, message: ClaimMessage): string {
  return `${claim.metadata.uid} ${message.kind === 'signal' ? message.signal : message.kind}`;
}
