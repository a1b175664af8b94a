/** What a request finds in the second of its key. */
export interface WindowVerdict {
  readonly allowed: boolean;
  /** `X-Ratelimit-*` headers; none when there is no limit. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts of the current second, one for each credential. */
export interface RequestWindows {
  take(token: string, nowMs: number): WindowVerdict;
  clear(): void;
}

/**
 * Counts requests by key and second. The real API was recorded on 1 September 2026 with 50 requests in each second
 * (`X-Ratelimit-Limit: 50, 50;w=1`, `Remaining`, and `Reset` in seconds from now).
 */
export function createRequestWindows(limitOf: () => number | null): RequestWindows {
  const windows = new Map<string, { readonly second: number; readonly used: number }>();
  return {
    take(token, nowMs) {
      const limit = limitOf();
      if (limit === null) return { allowed: true, headers: {} };
      const second = Math.floor(nowMs / 1000);
      const known = windows.get(token);
      const used = (known?.second === second ? known.used : 0) + 1;
      windows.set(token, { second, used });
      const headers = {
        'x-ratelimit-limit': `${limit}, ${limit};w=1`,
        'x-ratelimit-remaining': String(Math.max(0, limit - used)),
        'x-ratelimit-reset': '1',
      };
      return { allowed: used <= limit, headers };
    },
    clear: () => windows.clear(),
  };
}
