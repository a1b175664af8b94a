/** What is believed of a rate limit. Immutable; every function takes the time as an argument, in milliseconds. */
export interface TokenBucket {
  /** Requests that the full bucket allows; Infinity until the cloud told. */
  readonly capacity: number;
  /** Requests left at `atMs`. */
  readonly tokens: number;
  readonly refillPerMs: number;
  readonly atMs: number;
  /** Nothing is sent before this time; set by a refusal. */
  readonly blockedUntilMs: number;
}

/** What a cloud told about its limit. */
export interface RateFacts {
  readonly limit: number;
  readonly remaining: number;
  readonly refillPerMs: number;
}

/** Creates and deletes may use every token; the rest leaves them a share. */
export type Urgency = 'urgent' | 'routine';

/** Share of the capacity that routine requests leave to creates and deletes. */
export const keptShare = 0.1;

/** A bucket for a limit that is known, full. */
export function fullBucket(capacity: number, refillPerMs: number, nowMs: number): TokenBucket {
  return { capacity, tokens: capacity, refillPerMs, atMs: nowMs, blockedUntilMs: 0 };
}

/** A bucket for a limit that nobody published: everything passes until a refusal tells more. */
export function unknownBucket(nowMs: number): TokenBucket {
  return fullBucket(Number.POSITIVE_INFINITY, 0, nowMs);
}

/** Milliseconds until a request may be sent; 0 for now. */
export function waitFor(bucket: TokenBucket, urgency: Urgency, nowMs: number): number {
  const blocked = Math.max(0, bucket.blockedUntilMs - nowMs);
  if (bucket.capacity === Number.POSITIVE_INFINITY) return blocked;
  const needed = 1 + (urgency === 'routine' ? Math.floor(bucket.capacity * keptShare) : 0);
  const missing = needed - tokensAt(bucket, nowMs);
  return missing <= 0 ? blocked : Math.max(blocked, Math.ceil(missing / bucket.refillPerMs));
}

/** The bucket after one request. */
export function take(bucket: TokenBucket, nowMs: number): TokenBucket {
  return { ...bucket, tokens: tokensAt(bucket, nowMs) - 1, atMs: nowMs };
}

/** The bucket after an answer that told the limit; requests still under way are not in its figure yet. */
export function observe(bucket: TokenBucket, facts: RateFacts, seen: { nowMs: number; underWay: number }): TokenBucket {
  const tokens = Math.max(0, facts.remaining - seen.underWay);
  return { ...bucket, capacity: facts.limit, refillPerMs: facts.refillPerMs, tokens, atMs: seen.nowMs };
}

/** The bucket after a refusal: nothing passes for the delay. */
export function refuse(bucket: TokenBucket, retryAfterMs: number, nowMs: number): TokenBucket {
  const emptied = bucket.capacity === Number.POSITIVE_INFINITY ? bucket.tokens : 0;
  return {
    ...bucket,
    tokens: emptied,
    atMs: nowMs,
    blockedUntilMs: Math.max(bucket.blockedUntilMs, nowMs + retryAfterMs),
  };
}

function tokensAt(bucket: TokenBucket, nowMs: number): number {
  const refilled = bucket.tokens + Math.max(0, nowMs - bucket.atMs) * bucket.refillPerMs;
  return Math.min(bucket.capacity, refilled);
}
