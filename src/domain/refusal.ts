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

/** Milliseconds between two rounds: 15 s, doubled with each round that is over, at most five minutes. */
export function roundBackoffMs(roundsOver: number): number {
  const first = 15_000;
  const most = 300_000;
  return Math.min(most, first * 2 ** Math.min(roundsOver, 10));
}
