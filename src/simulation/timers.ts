/** Delayed effects of a simulation that can all be dropped at once. */
export interface Timers {
  /** Runs the effect after the delay in milliseconds, unless the timers are cleared before. */
  after(delayMs: number, effect: () => void): void;
  /** Resolves with true after the delay, or with false at once when the timers are cleared. */
  sleep(delayMs: number): Promise<boolean>;
  /** Drops everything that is still waiting. */
  clear(): void;
}

/** Timers on the real clock. */
export function createTimers(): Timers {
  const waiting = new Map<NodeJS.Timeout, () => void>();
  const start = (delayMs: number, effect: () => void, onClear: () => void): void => {
    const timer = setTimeout(() => {
      waiting.delete(timer);
      effect();
    }, delayMs);
    waiting.set(timer, onClear);
  };
  return {
    after: (delayMs, effect) => start(delayMs, effect, () => undefined),
    sleep: (delayMs) =>
      new Promise((resolve) => {
        const settle = (isOver: boolean) => (): void => resolve(isOver);
        start(delayMs, settle(true), settle(false));
      }),
    clear() {
      const dropped = [...waiting];
      waiting.clear();
      for (const [timer, onClear] of dropped) {
        clearTimeout(timer);
        onClear();
      }
    },
  };
}
