import { setTimeout as pause } from 'node:timers/promises';
import type { Report } from '../local/steps.ts';

const LOOK_INTERVAL_MS = 300;
const TELL_INTERVAL_MS = 5000;

/** Something that is expected to be seen. */
export interface Wait<Result> {
  /** What is waited for, as a noun: `the pod running on the new node`. */
  readonly what: string;
  readonly deadlineMs: number;
  /** What to look at when it does not come. */
  readonly mend: string;
  /** Undefined means not yet; so does a rejection, which is told when the deadline passes. */
  readonly look: () => Promise<Result | undefined> | Result | undefined;
  /** More for the line that is printed every few seconds; default nothing. */
  readonly detail?: () => string;
  readonly say: Report;
  readonly signal: AbortSignal;
  /** Time between two looks, default 300 ms. */
  readonly lookIntervalMs?: number;
  /** Time between two lines, default 5 s. */
  readonly tellIntervalMs?: number;
}

/** Looks until it is there. Throws a sentence at the deadline and the signal's reason when it aborts. */
export async function waitFor<Result>(wait: Wait<Result>): Promise<Result> {
  const startedAt = performance.now();
  const elapsedMs = (): number => performance.now() - startedAt;
  let toldAtMs = 0;
  let problem = '';
  for (;;) {
    wait.signal.throwIfAborted();
    const looked = await attempt(wait.look);
    if ('seen' in looked && looked.seen !== undefined) return looked.seen;
    if ('problem' in looked) problem = `; the last look failed: ${looked.problem}`;
    if (elapsedMs() > wait.deadlineMs) {
      throw new Error(`${wait.what} was not seen within ${wait.deadlineMs / 1000} s${problem}; ${wait.mend}`);
    }
    if (elapsedMs() - toldAtMs > (wait.tellIntervalMs ?? TELL_INTERVAL_MS)) {
      toldAtMs = elapsedMs();
      wait.say(`  … ${Math.round(toldAtMs / 1000)} s, waiting for ${wait.what}${wait.detail?.() ?? ''}`);
    }
    // The signal is looked at above, so that its own reason is thrown.
    await pause(wait.lookIntervalMs ?? LOOK_INTERVAL_MS, undefined, { signal: wait.signal }).catch(() => undefined);
  }
}

async function attempt<Result>(
  look: Wait<Result>['look'],
): Promise<{ seen: Result | undefined } | { problem: string }> {
  try {
    return { seen: await look() };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
