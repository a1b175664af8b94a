/** Reads something slow at most once at a time and keeps it for a while. */
export interface CatalogueCache<Value> {
  /** The value, at most `maxAgeMs` old. An older one is given out when a new one cannot be read. */
  read(signal: AbortSignal): Promise<Value>;
  /** The next read asks again, and still gives out the old value when that fails. */
  refresh(): void;
}

/**
 * A cache with one read at a time for all callers. A caller that gives up leaves alone; the shared read ends when the last one
 * has left. A failed read is not kept.
 */
export function createCatalogueCache<Value>(
  load: (signal: AbortSignal) => Promise<Value>,
  { now, maxAgeMs }: { readonly now: () => number; readonly maxAgeMs: number },
): CatalogueCache<Value> {
  let kept: { readonly value: Value; readonly readAt: number } | undefined;
  let flight: Flight<Value> | undefined;
  const begin = (): Flight<Value> => {
    const stop = new AbortController();
    const result = load(stop.signal).then((value) => {
      kept = { value, readAt: now() };
      return value;
    });
    const begun = { result, stop, callers: 0 };
    const land = (): void => void (flight === begun && (flight = undefined));
    result.then(land, land);
    return begun;
  };
  return {
    async read(signal) {
      signal.throwIfAborted();
      if (kept !== undefined && now() - kept.readAt < maxAgeMs) return kept.value;
      flight ??= begin();
      try {
        return await join(flight, signal);
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

interface Flight<Value> {
  readonly result: Promise<Value>;
  readonly stop: AbortController;
  callers: number;
}

async function join<Value>(flight: Flight<Value>, signal: AbortSignal): Promise<Value> {
  const gaveUp = Promise.withResolvers<never>();
  const leave = (): void => gaveUp.reject(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  flight.callers += 1;
  try {
    return await Promise.race([flight.result, gaveUp.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
    flight.callers -= 1;
    if (flight.callers === 0 && signal.aborted) flight.stop.abort(signal.reason);
  }
}
