import { claimConditions, findCondition, withCondition } from '../api/conditions.ts';
import type { ConditionUpdate } from '../api/conditions.ts';
import type { NodeClaim } from '../api/generated.ts';
import { claimRefOf } from '../contract/claim-ref.ts';
import { timestamp } from './dependencies.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** How far a drain is. */
export type DrainRecord = Omit<ConditionUpdate, 'type' | 'observedGeneration'>;

/**
 * Writes the condition Drained where it says something new, and tells of each new reason in an event, and of each new
 * obstacle.
 */
export async function recordDrain(deps: ActivityDependencies, claim: NodeClaim, record: DrainRecord): Promise<void> {
  const update = { type: claimConditions.drained, ...record };
  const standing = findCondition(claim.status?.conditions, update.type);
  if (standing?.message === record.message && standing.reason === record.reason) return;
  await deps.claims.change(claimRefOf(claim), ({ status }) => ({
    ...status,
    conditions: withCondition(status?.conditions, update, timestamp(deps.now)),
  }));
  const announcement = { reason: record.reason, message: record.message, action: 'Draining' };
  if (record.reason === 'DrainBlocked' || record.reason === 'DrainDeadlinePassed')
    deps.events.warn(claim, announcement);
  else if (standing?.reason !== record.reason) deps.events.normal(claim, announcement);
}
