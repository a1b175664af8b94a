import type { Report } from './steps.ts';

/** A piece of work that may take minutes. */
export interface LongWork<Result> {
  /** What is being done, as the start of a line. */
  readonly title: string;
  /** What it is at right now. */
  readonly detail: () => string;
  readonly work: () => Promise<Result>;
  /** Time between two lines, default 10 s. */
  readonly intervalMs?: number;
}

/** Does the work and meanwhile reports elapsed time and detail, so that nobody takes a long build for a hang. */
export async function withProgress<Result>(report: Report, long: LongWork<Result>): Promise<Result> {
  const startedAt = performance.now();
  const timer = setInterval(() => {
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    report(`${long.title}: ${seconds} s, ${long.detail()}`);
  }, long.intervalMs ?? 10_000);
  try {
    return await long.work();
  } finally {
    clearInterval(timer);
  }
}
