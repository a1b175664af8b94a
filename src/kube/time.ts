/** Time and chance as the long-running parts of this folder use them; tests give their own. */
export interface KubeTime {
  /** Milliseconds since the epoch, never running backwards. */
  now(): number;
  /** From 0 up to, but not including, 1. */
  random(): number;
  /** Waits; ends early, without an error, when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The machine's own time. */
export const systemTime: KubeTime = {
  // Not Date.now(): a clock set back must neither keep a lease alive nor hide a silent watch.
  now: () => performance.timeOrigin + performance.now(),
  random: () => Math.random(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
    }),
};
