import { createSingleFlight } from './single-flight.ts';

/** Reads something slow at most once at a time and keeps it for a while. */
export interface CatalogueCache<Value> {
  /** The value, at most `maxAgeMs` old. An older one is given out when a new one cannot be read. */
  read(signal: AbortSignal): Promise<Value>;
  /** The next read asks again, and still gives out the old value when that fails. */
  refresh(): void;
}

/** A cache with one read at a time for all callers. A failed read is not kept. */
export function createCatalogueCache<Value>(
  load: (signal: AbortSignal) => Promise<Value>,
  { now, maxAgeMs }: { readonly now: () => number; readonly maxAgeMs: number },
): CatalogueCache<Value> {
  let kept: { readonly value: Value; readonly readAt: number } | undefined;
  const flight = createSingleFlight(async (signal) => {
    const value = await load(signal);
    kept = { value, readAt: now() };
    return value;
  });
  return {
    async read(signal) {
      signal.throwIfAborted();
      if (kept !== undefined && now() - kept.readAt < maxAgeMs) return kept.value;
      try {
        return await flight.join(signal);
      } catch (error) {
        signal.throwIfAborted();
        if (kept !== undefined) return kept.value;
        throw error;
      }
    },
    refresh() {
      if (kept !== undefined) kept = { value: kept.value, readAt: Number.NEGATIVE_INFINITY };
    },
  };
}
