import type { Attempt } from '../api/generated.ts';

/** A move of a claim from one cloud to another. */
export interface Failover {
  readonly from: string;
  readonly to: string;
  /** Why the first cloud was left. */
  readonly reason: string;
}

/** The failover that the last attempt completed: the attempt before it was at another cloud. Undefined when there was none. */
export function failoverOf(attempts: readonly Attempt[]): Failover | undefined {
  const last = attempts.at(-1);
  const before = attempts.findLast((attempt) => attempt !== last && attempt.reason !== undefined);
  if (last === undefined || before === undefined || before.provider === last.provider) return undefined;
  return { from: before.provider, to: last.provider, reason: before.reason ?? 'Unknown' };
}
