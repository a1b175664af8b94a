/** Tells the user one line about what is going on. */
export type Report = (line: string) => void;

/** Runs one step and reports what it is, and how long it took once it is done. */
export async function step<Result>(report: Report, title: string, work: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  const result = await work();
  report(`${title} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  return result;
}
