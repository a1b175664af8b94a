import { Errors } from '@scaleway/sdk-client';
import { z } from 'zod';
import type { Redact } from '../redaction.ts';
import type { RateFacts } from '../token-bucket.ts';
import type { ScalewayFailure } from './errors.ts';

const bodySchema = z.looseObject({
  type: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  fields: z.record(z.string(), z.unknown()).optional().catch(undefined),
  details: z
    .array(z.looseObject({ argument_name: z.string().optional() }))
    .optional()
    .catch(undefined),
  reset_seconds: z.number().optional().catch(undefined),
  limit: z.looseObject({ quota: z.number(), window_seconds: z.number() }).optional().catch(undefined),
});

/** What the reading of a failure needs beside the SDK's error. */
export interface FailureContext {
  readonly creates: boolean;
  readonly redact: Redact;
  readonly random: () => number;
  readonly correlationId?: string | undefined;
}

/** The parts of an error of the SDK that are safe to keep; its body and stack are not, since they may quote the request. */
export function failureOf(
  error: { readonly status: number; readonly body: unknown },
  context: FailureContext,
): ScalewayFailure {
  const { redact, correlationId } = context;
  const read = bodySchema.safeParse(error.body);
  const body = read.success ? read.data : {};
  const named = (body.details ?? []).flatMap((detail) => detail.argument_name ?? []);
  return {
    type: redact(body.type ?? 'unreadable'),
    message: redact(body.message ?? ''),
    fields: [...Object.keys(body.fields ?? {}), ...named].map(redact),
    httpStatus: error.status,
    ...(correlationId === undefined ? {} : { correlationId }),
    retryAfterMs: retryDelayMs(error.body, context.random),
    creates: context.creates,
  };
}

/** Milliseconds to wait after a 429: `reset_seconds` of the body, else 2 to 5 seconds. */
export function retryDelayMs(body: unknown, random: () => number): number {
  const read = bodySchema.safeParse(body);
  const seconds = read.success ? read.data.reset_seconds : undefined;
  return seconds === undefined || seconds < 0 ? Math.round(2_000 + random() * 3_000) : seconds * 1000;
}

/**
 * What the X-Ratelimit headers of any answer tell: `50, 50;w=1` is fifty requests in each window of one second. Scaleway documents
 * neither; both were recorded on 1 September 2026 (cassettes of https://github.com/scaleway/terraform-provider-scaleway).
 */
export function headerFacts(
  headers: Readonly<Record<string, string>>,
): (RateFacts & { readonly windowMs: number }) | undefined {
  const limit = Number.parseInt(headers['x-ratelimit-limit'] ?? '', 10);
  const remaining = Number.parseInt(headers['x-ratelimit-remaining'] ?? '', 10);
  const windowSeconds = Number(/;w=(?<seconds>\d+)/.exec(headers['x-ratelimit-limit'] ?? '')?.groups?.['seconds']);
  if (!(limit > 0) || !(remaining >= 0) || !(windowSeconds > 0)) return undefined;
  const windowMs = windowSeconds * 1000;
  return { limit, remaining, refillPerMs: limit / windowMs, windowMs };
}

/** The limit that the body of a 429 tells. */
export function rateFacts(body: unknown): RateFacts | undefined {
  const read = bodySchema.safeParse(body);
  const limit = read.success ? read.data.limit : undefined;
  if (limit === undefined || limit.quota <= 0 || limit.window_seconds <= 0) return undefined;
  return { limit: limit.quota, remaining: 0, refillPerMs: limit.quota / (limit.window_seconds * 1000) };
}

/** Whether the SDK threw it because of an answer. */
export function isScalewayError(error: unknown): error is Errors.ScalewayError {
  return error instanceof Errors.ScalewayError;
}
