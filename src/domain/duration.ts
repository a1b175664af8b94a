const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

const wholePattern = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/;
const partPattern = /(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g;

/** A text that should be a duration is none. */
export class InvalidDurationError extends Error {
  override readonly name = 'InvalidDurationError';
}

/**
 * Reads a duration as Go writes it: numbers with units (`ns`, `us`, `ms`, `s`, `m`, `h`) one after the other, such as `3s`, `500ms`,
 * `1h30m` or `1.5s`, or a bare `0`; never negative. Returns milliseconds, rounded to whole ones. Throws InvalidDurationError.
 * The grammar is that of Go's time.ParseDuration without its sign: https://pkg.go.dev/time#ParseDuration.
 */
export function parseDuration(text: string): number {
  const trimmed = text.trim();
  if (trimmed === '0') return 0;
  if (!wholePattern.test(trimmed)) {
    throw new InvalidDurationError(`"${text}" is no duration, write a number with a unit such as 500ms, 3s or 2m`);
  }
  let totalMs = 0;
  for (const [, amount, unit] of trimmed.matchAll(partPattern)) totalMs += Number(amount) * (unitMs[unit ?? ''] ?? 0);
  return Math.round(totalMs);
}
