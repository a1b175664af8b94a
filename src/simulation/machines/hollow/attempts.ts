import { backoffMs } from '../../../kube/backoff.ts';
import { systemTime } from '../../../kube/time.ts';

/** Something that is tried until it works or the power goes. */
export interface Attempts {
  readonly signal: AbortSignal;
  /** Called after each failure with its number, counted from 1. */
  readonly onFailure: (error: unknown, failures: number) => void;
  /** First wait in milliseconds, doubled up to maxMs. */
  readonly baseMs: number;
  readonly maxMs: number;
}

/** Tries until the act succeeds and returns what it gave; undefined when the power went before. */
export async function untilSuccess<T>(act: () => Promise<T>, attempts: Attempts): Promise<T | undefined> {
  const { signal, onFailure, baseMs, maxMs } = attempts;
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      return await act();
    } catch (error) {
      if (signal.aborted) return undefined;
      onFailure(error, failures);
      await systemTime.sleep(backoffMs({ failures, random: Math.random(), baseMs, maxMs }), signal);
    }
  }
  return undefined;
}

/** Repeats the act at a fixed pace until the power goes; a failure is reported, waited out, and does not end it. */
export async function every(intervalMs: number, act: () => Promise<void>, attempts: Attempts): Promise<void> {
  let failures = 0;
  while (!attempts.signal.aborted) {
    try {
      await act();
      failures = 0;
    } catch (error) {
      if (attempts.signal.aborted) return;
      failures += 1;
      attempts.onFailure(error, failures);
    }
    const { baseMs, maxMs, signal } = attempts;
    const random = Math.random();
    await systemTime.sleep(failures === 0 ? intervalMs : backoffMs({ failures, random, baseMs, maxMs }), signal);
  }
}
