import type { NodeClaim } from '../api/generated.ts';
import { claimConditions, isTrue } from '../api/conditions.ts';

/** One word for people about a NodeClaim. */
export type Phase = 'Pending' | 'Provisioning' | 'Joining' | 'Ready' | 'Deleting';

/**
 * The phase that follows from a claim's conditions. A claim whose node is dead stays Ready
 * until the loss is decided; an attempt that is open or in progress makes it Provisioning.
 */
export function phaseOf(
  claim: Pick<NodeClaim, 'status'> & { readonly metadata: Pick<NodeClaim['metadata'], 'deletionTimestamp'> },
): Phase {
  if (claim.metadata.deletionTimestamp !== undefined) return 'Deleting';
  const conditions = claim.status?.conditions;
  if (isTrue(conditions, claimConditions.lost)) return 'Deleting';
  if (isTrue(conditions, claimConditions.initialized)) return 'Ready';
  if (isTrue(conditions, claimConditions.launched)) return 'Joining';
  const launching = claim.status?.attempts?.at(-1)?.outcome;
  return launching === undefined || launchIsOver(claim) ? 'Pending' : 'Provisioning';
}

function launchIsOver(claim: Pick<NodeClaim, 'status'>): boolean {
  const launched = claim.status?.conditions?.find((condition) => condition.type === claimConditions.launched);
  return (
    launched?.status === 'False' &&
    (launched.reason === roundOverReason || nothingToTry.some((reason) => reason === launched.reason))
  );
}

/** Reason of Launched=False while the claim waits for its next round. */
export const roundOverReason = 'NoOfferingAccepted';

/** Reasons of Launched=False when a round found no offering that it could try. */
export const nothingToTry = [
  'NodePoolNotFound',
  'ProvidersNotUsable',
  'NoOfferingFits',
  'LimitsReached',
  'AllOfferingsUnavailable',
  'BrokerRecommendsNothing',
  'JoinBreakerOpen',
] as const;

/** Why a round found no offering that it could try. */
export type NothingToTry = (typeof nothingToTry)[number];
