import type { HttpAnswer } from '../http-exchange.ts';
import type { Redact } from '../redaction.ts';
import type { RateFacts } from '../token-bucket.ts';
import type { HetznerFailure } from './errors.ts';
import { errorSchema } from './schema.ts';

/** What the reading of an answer needs beside the answer. */
export interface AnswerContext {
  readonly creates: boolean;
  readonly redact: Redact;
  readonly random: () => number;
}

/** The refusal in an answer; undefined for a good one. HTML, an empty body and cut JSON are refusals without a code. */
export function failedAnswer(answer: HttpAnswer, context: AnswerContext): HetznerFailure | undefined {
  if (answer.status >= 200 && answer.status < 300) return undefined;
  const read = errorSchema.safeParse(readJson(answer.text));
  const error = read.success ? read.data.error : { code: 'unreadable', message: '', details: null };
  const correlationId = answer.headers['x-correlation-id'];
  return {
    code: context.redact(error.code),
    message: context.redact(error.message),
    fields: (error.details?.fields ?? []).map((field) => context.redact(field.name)),
    httpStatus: answer.status,
    ...(correlationId === undefined ? {} : { correlationId }),
    retryAfterMs: retryDelayMs(answer.headers, context.random),
    creates: context.creates,
  };
}

/** Parsed JSON; undefined for an empty body (an answer 204) and for anything that is none. */
export function readJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/**
 * What the RateLimit headers tell. `RateLimit-Reset` is the unix time at which the bucket is completely full again, so the refill
 * follows from what is missing (https://docs.hetzner.cloud/reference/cloud#rate-limiting); one per second when nothing is.
 */
export function rateFacts(headers: Readonly<Record<string, string>>, nowMs: number): RateFacts | undefined {
  const limit = Number(headers['ratelimit-limit'] ?? Number.NaN);
  const remaining = Number(headers['ratelimit-remaining'] ?? Number.NaN);
  if (!Number.isFinite(limit) || !Number.isFinite(remaining) || limit <= 0) return undefined;
  const fullInMs = Number(headers['ratelimit-reset'] ?? Number.NaN) * 1000 - nowMs;
  const missing = limit - remaining;
  // A few missing tokens and a reset in whole seconds give no usable rate.
  const known = missing >= 10 && Number.isFinite(fullInMs) && fullInMs > 1_000;
  return { limit, remaining, refillPerMs: known ? missing / fullInMs : limit / 3_600_000 };
}

/** Milliseconds to wait after a 429: what Retry-After says if it is there (Hetzner sends none), else 2 to 5 seconds. */
export function retryDelayMs(headers: Readonly<Record<string, string>>, random: () => number): number {
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : Math.round(2_000 + random() * 3_000);
}
