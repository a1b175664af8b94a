import type { RateLimit } from '../cloud.ts';

/** What a request finds in the bucket of its token. */
export interface RateVerdict {
  readonly allowed: boolean;
  /** `RateLimit-*` headers, sent with every answer (API reference, "Rate Limiting"). */
  readonly headers: Readonly<Record<string, string>>;
}

/** Token buckets, one for each credential. */
export interface RateLimiter {
  readonly limit: number;
  take(token: string, nowMs: number): RateVerdict;
  clear(): void;
}

/** The vendor's default: 3600 requests per hour and project, refilled one per second. */
export const defaultRateLimit: RateLimit = { limit: 3600, refillPerSecond: 1 };

/** Buckets that start full. */
export function createRateLimiter(rate: RateLimit = defaultRateLimit): RateLimiter {
  const buckets = new Map<string, { left: number; atMs: number }>();
  return {
    limit: rate.limit,
    take(token, nowMs) {
      const bucket = buckets.get(token) ?? { left: rate.limit, atMs: nowMs };
      const refilled = bucket.left + ((nowMs - bucket.atMs) / 1000) * rate.refillPerSecond;
      const left = Math.min(rate.limit, refilled);
      const allowed = left >= 1;
      const remaining = allowed ? left - 1 : left;
      buckets.set(token, { left: remaining, atMs: nowMs });
      return { allowed, headers: rateHeaders(rate, remaining, nowMs) };
    },
    clear: () => buckets.clear(),
  };
}

/** `Reset` is the unix time at which the bucket is completely full again, not the time to wait. */
function rateHeaders(rate: RateLimit, remaining: number, nowMs: number): Record<string, string> {
  const fullAtSeconds = Math.ceil(nowMs / 1000 + (rate.limit - remaining) / rate.refillPerSecond);
  return {
    'ratelimit-limit': String(rate.limit),
    'ratelimit-remaining': String(Math.floor(remaining)),
    'ratelimit-reset': String(fullAtSeconds),
  };
}
