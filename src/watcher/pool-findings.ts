import type { CatalogueProblem } from '../activities/catalogue.ts';
import { findCondition, isTrue, poolConditions, withCondition } from '../api/conditions.ts';
import type { ConditionUpdate } from '../api/conditions.ts';
import type { Condition, NodePool } from '../api/generated.ts';
import { poolKey } from '../planning/picture.ts';
import type { UnservedPod } from '../planning/plan.ts';

/** What one plan found out about a pool. */
export interface PoolFindings {
  readonly problems: readonly CatalogueProblem[];
  /** The limit that kept pods from being served; undefined when none did. */
  readonly limit: string | undefined;
}

/** What is to be written on a pool, and what of it its user should hear of. */
export interface PoolNews {
  readonly conditions: readonly Condition[];
  readonly warnings: readonly ConditionUpdate[];
}

/** The limit of the pool, in words, that kept pods of this plan from being served. */
export function limitReached(pool: NodePool, unserved: readonly UnservedPod[]): string | undefined {
  const key = poolKey(pool);
  return unserved.flatMap(({ reasons }) => reasons).find((reason) => reason.pool === key && reason.code === 'Limit')
    ?.message;
}

/** The conditions that follow from the findings; undefined when the pool says the same already. */
export function poolNews(pool: NodePool, findings: PoolFindings, now: string): PoolNews | undefined {
  const before = pool.status?.conditions;
  const changes = [usability(findings), limits(findings)].filter((update) => {
    const standing = findCondition(before, update.type);
    // A limit that was never reached is not worth a write.
    if (standing === undefined) return update.type !== poolConditions.limitsReached || update.status === 'True';
    return standing.status !== update.status || standing.message !== update.message;
  });
  if (changes.length === 0) return undefined;
  const conditions = changes.reduce<readonly Condition[]>(
    (all, update) => withCondition(all, update, now),
    before ?? [],
  );
  return {
    conditions,
    warnings: changes.filter((update) => update.reason === 'ProviderNotUsable' || update.reason === 'LimitReached'),
  };
}

/** Whether the pool says that a limit is reached, which a plan without demand must take back. */
export function saysLimitReached(pool: NodePool): boolean {
  return isTrue(pool.status?.conditions, poolConditions.limitsReached);
}

function usability({ problems }: PoolFindings): ConditionUpdate {
  const type = poolConditions.nodeClassReady;
  if (problems.length === 0)
    return { type, status: 'True', reason: 'ProvidersUsable', message: 'every allowed provider can be used' };
  return {
    type,
    status: 'False',
    reason: 'ProviderNotUsable',
    message: problems.map(({ provider, message }) => `${provider}: ${message}`).join('; '),
  };
}

function limits({ limit }: PoolFindings): ConditionUpdate {
  const type = poolConditions.limitsReached;
  if (limit === undefined)
    return { type, status: 'False', reason: 'WithinLimits', message: 'no limit keeps a pod waiting' };
  return { type, status: 'True', reason: 'LimitReached', message: limit };
}
