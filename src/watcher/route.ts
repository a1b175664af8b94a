import { claimConditions, isTrue } from '../api/conditions.ts';
import type { NodeClaim } from '../api/generated.ts';
import { signals } from '../contract/messages.ts';
import { whyNotInitialized } from '../domain/node-health.ts';
import type { HealthOfNode } from '../domain/node-health.ts';

/** What a claim's workflow has to hear of, given how claim and Node stand now. */
export type ClaimMessage =
  | { readonly kind: 'provision' }
  | { readonly kind: 'terminate' }
  | { readonly kind: 'signal'; readonly signal: (typeof signals)[keyof typeof signals] };

/**
 * The message that is due for a claim. It follows from the objects alone, so that a message that got lost is sent again
 * whenever anybody looks.
 */
export function routeClaim(claim: NodeClaim, node: HealthOfNode | undefined): readonly ClaimMessage[] {
  if (claim.metadata.deletionTimestamp !== undefined) return [{ kind: 'terminate' }];
  const { conditions } = claim.status ?? {};
  if (isTrue(conditions, claimConditions.initialized)) return [];
  if (node === undefined || !isTrue(conditions, claimConditions.launched)) return [{ kind: 'provision' }];
  if (!isTrue(conditions, claimConditions.registered))
    return [{ kind: 'provision' }, { kind: 'signal', signal: signals.nodeRegistered }];
  const waiting = whyNotInitialized(node, claim.spec.startupTaints ?? []);
  return waiting === undefined
    ? [{ kind: 'provision' }, { kind: 'signal', signal: signals.nodeReady }]
    : [{ kind: 'provision' }];
}

/** Names a message, so that the same one is not sent again within the repeat interval. */
export function messageKey(claim: NodeClaim, message: ClaimMessage): string {
  return `${claim.metadata.uid} ${message.kind === 'signal' ? message.signal : message.kind}`;
}
