/** What a series of measurements says. */
export interface Summary {
  readonly n: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** The summary of a series by nearest rank; throws for an empty one. */
export function summarize(samples: readonly number[]): Summary {
  const sorted = samples.toSorted((a, b) => a - b);
  return { n: sorted.length, p50: ranked(sorted, 0.5), p95: ranked(sorted, 0.95), max: ranked(sorted, 1) };
}

/** Nearest rank: the smallest sample that at least this share of all samples does not exceed. */
function ranked(sorted: readonly number[], share: number): number {
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new Error('Nothing was measured, so there is nothing to sum up');
  return found;
}
