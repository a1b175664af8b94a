import type { Attempt } from '../api/generated.ts';

/** The most attempts that a claim remembers; the oldest that are closed are forgotten first. */
const mostAttempts = 100;

/** What names the offering of an attempt. */
export interface AttemptKey {
  readonly provider: string;
  readonly region: string;
  readonly instanceType: string;
}

/** Whether an instance of the attempt may exist without anybody knowing. */
export function isOpen(attempt: Attempt): boolean {
  return attempt.outcome === 'InProgress' || attempt.outcome === 'Unknown';
}

/**
 * The attempts with one begun. The same offering tried again right away (an activity that is repeated) goes on in the
 * attempt that is open, so that the list says how many offerings were tried and not how often a worker died.
 */
export function beginAttempt(
  attempts: readonly Attempt[],
  key: AttemptKey,
  begun: { readonly name: string; readonly nodeClass: string; readonly now: string },
): readonly Attempt[] {
  const { name, nodeClass, now } = begun;
  if (isResumed(attempts, key) && attempts.at(-1)?.nodeClass === nodeClass) return attempts;
  return forgetOldest([...attempts, { ...key, name, nodeClass, startedAt: now, outcome: 'InProgress' }]);
}

/** Whether the next attempt at the offering goes on in one whose request nobody saw answered: its worker died. */
export function isResumed(attempts: readonly Attempt[], key: AttemptKey): boolean {
  const last = attempts.at(-1);
  return last !== undefined && sameOffering(last, key) && last.outcome === 'InProgress';
}

/** The attempts with an open one before the last of the offering, which stands for a request that may still make a second instance. */
export function suspectTwin(attempts: readonly Attempt[], key: AttemptKey, end: Partial<Attempt>): readonly Attempt[] {
  const index = attempts.findLastIndex((attempt) => sameOffering(attempt, key));
  return attempts.flatMap((attempt, at) =>
    at === index ? [{ ...attempt, ...end, outcome: 'Unknown' as const }, attempt] : [attempt],
  );
}

/** The attempts with the last one of the offering closed or changed. */
export function endAttempt(attempts: readonly Attempt[], key: AttemptKey, end: Partial<Attempt>): readonly Attempt[] {
  const index = attempts.findLastIndex((attempt) => sameOffering(attempt, key));
  return attempts.map((attempt, at) => (at === index ? { ...attempt, ...end } : attempt));
}

/** The attempts with every open one at the provider closed. */
export function closeOpenAttempts(
  attempts: readonly Attempt[],
  provider: string,
  end: Partial<Attempt>,
): readonly Attempt[] {
  return attempts.map((attempt) =>
    attempt.provider === provider && isOpen(attempt) ? { ...attempt, ...end } : attempt,
  );
}

/** Providers at which an instance may exist without anybody knowing, each once. */
export function providersWithOpenAttempts(attempts: readonly Attempt[]): readonly string[] {
  return [...new Set(attempts.filter(isOpen).map((attempt) => attempt.provider))];
}

function sameOffering(attempt: Attempt, key: AttemptKey): boolean {
  return (
    attempt.provider === key.provider && attempt.region === key.region && attempt.instanceType === key.instanceType
  );
}

function forgetOldest(attempts: readonly Attempt[]): readonly Attempt[] {
  if (attempts.length <= mostAttempts) return attempts;
  const oldestClosed = attempts.findIndex((attempt) => !isOpen(attempt));
  return attempts.filter((_attempt, index) => index !== oldestClosed);
}
