import type { RateLimit } from '../cloud.ts';

/** What a request finds in the window of its key. */
export interface WindowVerdict {
  readonly allowed: boolean;
  /** `X-Ratelimit-*` headers; none when there is no limit. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Fixed windows, one for each credential. */
export interface RequestWindows {
  take(token: string, nowMs: number): WindowVerdict;
  clear(): void;
}

/**
 * Counts requests by key in windows of `limit / refillPerSecond` seconds. The real API was recorded on 1 September 2026 with
 * 50 requests in each second (`X-Ratelimit-Limit: 50, 50;w=1`, `Remaining`, and `Reset` in seconds from now).
 */
export function createRequestWindows(rate: RateLimit | undefined): RequestWindows {
  const windows = new Map<string, { startedAtMs: number; used: number }>();
  if (rate === undefined) return { take: () => ({ allowed: true, headers: {} }), clear: () => undefined };
  const seconds = Math.max(1, Math.round(rate.limit / rate.refillPerSecond));
  return {
    take(token, nowMs) {
      const startedAtMs = Math.floor(nowMs / (seconds * 1000)) * seconds * 1000;
      const known = windows.get(token);
      const used = (known?.startedAtMs === startedAtMs ? known.used : 0) + 1;
      windows.set(token, { startedAtMs, used });
      const headers = {
        'x-ratelimit-limit': `${rate.limit}, ${rate.limit};w=${seconds}`,
        'x-ratelimit-remaining': String(Math.max(0, rate.limit - used)),
        'x-ratelimit-reset': String(Math.ceil((startedAtMs + seconds * 1000 - nowMs) / 1000)),
      };
      return { allowed: used <= rate.limit, headers };
    },
    clear: () => windows.clear(),
  };
}
