/** What follows when an offering was refused (architecture of failover: docs/concepts.md). */
export type AfterRefusal = 'next-offering' | 'next-provider' | 'stop';

/**
 * What to try after a launch failed for a reason. A reason that nobody knows is treated as an outage:
 * the provider is left alone, because its instance may exist.
 */
export function afterRefusal(failureType: string | undefined): AfterRefusal {
  switch (failureType) {
    case 'InsufficientCapacity':
    case 'OfferingRefused':
      return 'next-offering';
    case 'ClaimGone':
      return 'stop';
    default:
      return 'next-provider';
  }
}

/** Milliseconds from the first try of an offering within which a throttled request is repeated. */
const throttleBudgetMs = 10_000;

/**
 * Milliseconds after which a throttled request is repeated, at least half a second. Undefined when the wait that the provider asks
 * for does not fit what is left of the budget: then the next provider is quicker.
 */
export function throttleDelayMs(retryAfterMs: number, sinceFirstTryMs: number): number | undefined {
  const delayMs = Math.max(retryAfterMs, 500);
  return sinceFirstTryMs + delayMs <= throttleBudgetMs ? delayMs : undefined;
}

/** Milliseconds between two rounds: 15 s, doubled with each round that is over, at most five minutes. */
export function roundBackoffMs(roundsOver: number): number {
  const first = 15_000;
  const most = 300_000;
  return Math.min(most, first * 2 ** Math.min(roundsOver, 10));
}
