import { claimConditions, withCondition } from '../api/conditions.ts';
import type { ClaimRef } from '../contract/claim-ref.ts';
import { roundOverReason } from '../domain/phase.ts';
import { timestamp } from './dependencies.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Every offering refused: the claim is Pending again, and says for how long. */
export async function recordRoundOver(
  deps: ActivityDependencies,
  input: { readonly claim: ClaimRef; readonly retryAfterMs: number; readonly summary: string },
): Promise<void> {
  const message = `${input.summary}; the next round begins in ${Math.round(input.retryAfterMs / 1000)} s at the latest`;
  const update = { type: claimConditions.launched, status: 'False', reason: roundOverReason, message } as const;
  const changed = await deps.claims.change(input.claim, (claim) => {
    const { provider: _provider, region: _region, zone: _zone, instanceType: _type, ...rest } = claim.status ?? {};
    return { ...rest, conditions: withCondition(rest.conditions, update, timestamp(deps.now)) };
  });
  if (changed !== undefined) deps.events.warn(changed, { reason: roundOverReason, message, action: 'Launching' });
}
