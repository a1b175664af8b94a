/** How long to wait before a repeated act. */
export interface Backoff {
  /** Failures in a row before this wait, counted from 1. */
  readonly failures: number;
  /** From 0 up to 1. */
  readonly random: number;
  /** First wait at most, in milliseconds; doubled with each failure. */
  readonly baseMs: number;
  readonly maxMs: number;
  /** What the other side asked for; the wait is never shorter. */
  readonly atLeastMs?: number;
}

/** Exponential wait in milliseconds, spread over its upper half so that many clients do not return at once. */
export function backoffMs(backoff: Backoff): number {
  const { failures, random, baseMs, maxMs, atLeastMs = 0 } = backoff;
  const highest = Math.min(maxMs, baseMs * 2 ** Math.max(0, failures - 1));
  const spread = 0.5 + random / 2;
  return Math.round(Math.max(highest * spread, atLeastMs * (0.5 + spread)));
}
