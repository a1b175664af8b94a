/** One recorded call to a simulated API. Never holds headers, bodies or user data. */
export interface RecordedRequest {
  /** Number of the call since the start or the last reset, from 1. */
  readonly sequence: number;
  /** When the request's headers had arrived, in milliseconds since 1970. */
  readonly atMs: number;
  readonly provider: string;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Operation's name, or `unknown` for a path the API does not have. */
  readonly operation: string;
  /** HTTP status that was sent; null when nothing was. */
  readonly status: number | null;
  /** False when the call was left hanging or cut. */
  readonly answered: boolean;
  /** Ids of the faults that took part. */
  readonly faults: readonly string[];
}

/** The latest calls. */
export interface RequestLog {
  record(request: Omit<RecordedRequest, 'sequence'>): void;
  /** Oldest first. */
  list(): readonly RecordedRequest[];
  clear(): void;
}

/** A log that keeps the given number of latest calls. */
export function createRequestLog(capacity = 10_000): RequestLog {
  const kept: RecordedRequest[] = [];
  let sequence = 0;
  return {
    record(request) {
      sequence += 1;
      kept.push({ sequence, ...request });
      // Trimmed in batches, because shifting a long array at every call is slow.
      if (kept.length > capacity * 1.1) kept.splice(0, kept.length - capacity);
    },
    list: () => kept.slice(-capacity),
    clear() {
      kept.length = 0;
      sequence = 0;
    },
  };
}
