import type { Dispatcher } from 'undici';
import type { ZodType } from 'zod';
import { OutageError, ThrottledError } from '../errors.ts';
import type { ProviderError } from '../errors.ts';
import { exchange } from '../http-exchange.ts';
import type { HttpAnswer } from '../http-exchange.ts';
import { NetworkFailure } from '../network-failure.ts';
import type { Redact } from '../redaction.ts';
import { BudgetExhausted } from '../request-budget.ts';
import type { RequestBudget } from '../request-budget.ts';
import type { ProviderSurroundings } from '../settings.ts';
import type { Urgency } from '../token-bucket.ts';
import { failedAnswer, rateFacts, readJson, retryDelayMs } from './answer.ts';
import { hetznerError } from './errors.ts';

/** One call of the API. */
export interface HetznerCall<Result> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the endpoint, built from checked parts only, for example /servers/12. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  /** What a good answer must look like. */
  readonly answer: ZodType<Result>;
  /** Whether it makes a server: it gets the long deadline, and silence then means "may have happened". */
  readonly creates?: boolean;
}

/** Who asks, and how badly. */
export interface CallContext {
  readonly signal: AbortSignal;
  readonly urgency: Urgency;
  /** Hides what this call's body holds, beside the token. */
  readonly redact?: Redact;
}

/** A client of the Hetzner Cloud API: each call is one request and throws only ProviderErrors, free of secrets. */
export interface HetznerClient {
  call<Result>(call: HetznerCall<Result>, context: CallContext): Promise<Result>;
}

/** What a client is made of. */
export interface HetznerClientParts extends ProviderSurroundings {
  /** Base address with the version, for example https://api.hetzner.cloud/v1. */
  readonly endpoint: string;
  readonly token: string;
  readonly dispatcher: Dispatcher;
  readonly budget: RequestBudget;
  readonly redact: Redact;
}

/** A client for one token. */
export function createHetznerClient(parts: HetznerClientParts): HetznerClient {
  return {
    async call(call, context) {
      const redact = context.redact ?? parts.redact;
      const answer = await send(parts, call, context);
      noteLimits(parts, answer);
      const failure = failedAnswer(answer, { creates: call.creates ?? false, redact, random: parts.random });
      if (failure !== undefined) throw hetznerError(failure);
      const read = call.answer.safeParse(readJson(answer.text));
      if (read.success) return read.data;
      throw unreadable(answer, call.creates ?? false);
    },
  };
}

async function send<Result>(
  parts: HetznerClientParts,
  call: HetznerCall<Result>,
  context: CallContext,
): Promise<HttpAnswer> {
  try {
    await parts.budget.start(context.urgency, context.signal);
  } catch (error) {
    throw error instanceof BudgetExhausted ? overBudget(error) : error;
  }
  try {
    return await exchange(parts.dispatcher, {
      method: call.method,
      url: urlOf(parts.endpoint, call),
      headers: {
        authorization: `Bearer ${parts.token}`,
        'content-type': 'application/json',
        accept: 'application/json',
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      deadlineMs: call.creates === true ? parts.deadlines.createMs : parts.deadlines.requestMs,
      signal: context.signal,
    });
  } catch (error) {
    throw error instanceof NetworkFailure ? unanswered(error, call.creates ?? false) : error;
  } finally {
    parts.budget.finished();
  }
}

function urlOf<Result>(endpoint: string, call: HetznerCall<Result>): string {
  const url = new URL(endpoint + call.path);
  for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, String(value));
  return url.href;
}

function noteLimits({ budget, random, now }: HetznerClientParts, answer: HttpAnswer): void {
  const facts = rateFacts(answer.headers, now());
  if (facts !== undefined) budget.observe(facts);
  if (answer.status === 429) budget.refuse(retryDelayMs(answer.headers, random));
}

function unanswered(failure: NetworkFailure, creates: boolean): ProviderError {
  const message = `Hetzner gave no answer: ${failure.message}; check the endpoint and the network`;
  return new OutageError(message, { provider: 'hetzner', code: failure.code }, creates && failure.sent);
}

function overBudget(exhausted: BudgetExhausted): ProviderError {
  const message = 'Hetzner was not asked: the rate limit of this project is used up';
  return new ThrottledError(message, { provider: 'hetzner', code: 'rate_limit_exceeded' }, exhausted.retryAfterMs);
}

function unreadable(answer: HttpAnswer, creates: boolean): ProviderError {
  const message = `Hetzner answered HTTP ${answer.status} with something that is not its API; check the endpoint`;
  const correlationId = answer.headers['x-correlation-id'];
  const details = { provider: 'hetzner', code: 'unreadable', httpStatus: answer.status } as const;
  return new OutageError(message, correlationId === undefined ? details : { ...details, correlationId }, creates);
}
