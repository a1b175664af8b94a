/** Something slow that is done once for all who ask for it at the same time. */
export interface SingleFlight<Value> {
  /** Joins what is under way, or begins. A failure is one for all who wait; a caller that gives up leaves alone. */
  join(signal: AbortSignal): Promise<Value>;
  /** What is under way goes on for those who wait for it, and nobody joins it any more. */
  detach(): void;
}

interface Flight<Value> {
  readonly result: Promise<Value>;
  readonly stop: AbortController;
  callers: number;
}

/** Nothing is kept. What is under way ends when the last caller has left. */
export function createSingleFlight<Value>(load: (signal: AbortSignal) => Promise<Value>): SingleFlight<Value> {
  let flight: Flight<Value> | undefined;
  const begin = (): Flight<Value> => {
    const stop = new AbortController();
    const begun: Flight<Value> = { result: load(stop.signal), stop, callers: 0 };
    const land = (): void => void (flight === begun && (flight = undefined));
    begun.result.then(land, land);
    return begun;
  };
  return {
    async join(signal) {
      signal.throwIfAborted();
      const joined = (flight ??= begin());
      try {
        return await wait(joined, signal);
      } finally {
        // Whoever comes now must not wait for something that has been stopped.
        if (joined.stop.signal.aborted && flight === joined) flight = undefined;
      }
    },
    detach() {
      flight = undefined;
    },
  };
}

async function wait<Value>(flight: Flight<Value>, signal: AbortSignal): Promise<Value> {
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
