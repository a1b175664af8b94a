import type { KubeTime } from '../../src/kube/time.ts';

/** Time that passes only when the test says so. */
export interface ManualTime extends KubeTime {
  /** Lets time pass, waking sleepers in order and letting what they start run before the next wakes. */
  advance(ms: number): Promise<void>;
}

/** Starts at a fixed moment; chance is always a half. */
export function createManualTime(startMs = Date.UTC(2026, 0, 1)): ManualTime {
  let nowMs = startMs;
  let sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];
  return {
    now: () => nowMs,
    random: () => 0.5,
    sleep: (ms, signal) => {
      if (signal.aborted) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      sleepers.push({ atMs: nowMs + ms, wake: resolve });
      signal.addEventListener('abort', () => resolve(), { once: true });
      return promise;
    },
    advance: async (ms) => {
      const endMs = nowMs + ms;
      await settle();
      for (;;) {
        const next = sleepers.toSorted((a, b) => a.atMs - b.atMs)[0];
        if (next === undefined || next.atMs > endMs) break;
        nowMs = Math.max(nowMs, next.atMs);
        sleepers = sleepers.filter((sleeper) => sleeper !== next);
        next.wake();
        await settle();
      }
      nowMs = endMs;
    },
  };
}

/** Lets everything that waits for nothing but promises run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
