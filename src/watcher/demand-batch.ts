/** How long demand is gathered. */
export interface BatchWindow {
  /** Milliseconds without anything new after which the batch is over. */
  readonly idleMs: number;
  /** Milliseconds after which it is over in any case. */
  readonly maxMs: number;
}

/** A batch that is being gathered. */
export interface OpenBatch {
  readonly openedAtMs: number;
  readonly lastNewAtMs: number;
  readonly seen: ReadonlySet<string>;
}

/** The batch after something was added. What is in it already does not keep it open longer. */
export function addToBatch(batch: OpenBatch | undefined, key: string, nowMs: number): OpenBatch {
  if (batch === undefined) return { openedAtMs: nowMs, lastNewAtMs: nowMs, seen: new Set([key]) };
  if (batch.seen.has(key)) return batch;
  return { ...batch, lastNewAtMs: nowMs, seen: new Set([...batch.seen, key]) };
}

/** When the batch is over, in milliseconds since the epoch. */
export function batchEndMs(batch: OpenBatch, window: BatchWindow): number {
  return Math.min(batch.lastNewAtMs + window.idleMs, batch.openedAtMs + window.maxMs);
}

/** Gathers what comes in quick succession and then calls once. */
export interface DemandBatcher {
  add(key: string): void;
  /** Whether a batch is being gathered, which will end in a call. */
  isOpen(): boolean;
  stop(): void;
}

export function createDemandBatcher(
  window: BatchWindow,
  deps: { readonly now: () => number; readonly onBatch: () => void },
): DemandBatcher {
  let batch: OpenBatch | undefined;
  let timer: NodeJS.Timeout | undefined;
  const fire = (): void => {
    batch = undefined;
    timer = undefined;
    deps.onBatch();
  };
  return {
    add(key) {
      const next = addToBatch(batch, key, deps.now());
      if (next === batch) return;
      batch = next;
      clearTimeout(timer);
      timer = setTimeout(fire, Math.max(0, batchEndMs(next, window) - deps.now()));
    },
    isOpen: () => batch !== undefined,
    stop: () => clearTimeout(timer),
  };
}
