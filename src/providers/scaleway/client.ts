import { AsyncLocalStorage } from 'node:async_hooks';
import { Blockv1 } from '@scaleway/sdk-block';
import { createAdvancedClient, withProfile } from '@scaleway/sdk-client';
import { Instancev1 } from '@scaleway/sdk-instance';
import { Marketplacev2 } from '@scaleway/sdk-marketplace';
import type { AccountParts } from '../account.ts';
import { OutageError, ProviderError, ThrottledError } from '../errors.ts';
import { NetworkFailure } from '../network-failure.ts';
import type { Redact } from '../redaction.ts';
import { BudgetExhausted } from '../request-budget.ts';
import type { RequestBudget } from '../request-budget.ts';
import type { Urgency } from '../token-bucket.ts';
import { scalewayError } from './errors.ts';
import { failureOf, isScalewayError } from './failure.ts';
import { createTransport } from './transport.ts';

/** Who asks, and how badly. */
export interface CallContext {
  readonly signal: AbortSignal;
  readonly urgency: Urgency;
  /** Hides what the requests hold, beside the key. */
  readonly redact: Redact;
  /** Whether the request makes an instance: it gets the long deadline, and silence then means "may have happened". */
  readonly creates?: boolean;
}

/** What is known of a call while it is under way. */
export interface CallState extends CallContext {
  /** Id that the vendor gave the exchange. */
  correlationId?: string | undefined;
}

/** The three APIs of the SDK that are used. */
export interface ScalewayApis {
  readonly instance: Instancev1.API;
  readonly block: Blockv1.API;
  readonly marketplace: Marketplacev2.API;
}

/** A client of Scaleway: each step is one request of the SDK and throws only ProviderErrors, free of secrets. */
export interface ScalewayClient {
  call<Result>(context: CallContext, step: (apis: ScalewayApis) => Promise<Result>): Promise<Result>;
}

/** A client for one secret key. The key is added by the transport, so the SDK never holds it and cannot log it. */
export function createScalewayClient(parts: AccountParts & { readonly budget: RequestBudget }): ScalewayClient {
  const calls = new AsyncLocalStorage<CallState>();
  const httpClient = createTransport(parts, () => calls.getStore());
  // createClient({ httpClient }) would silently ignore it: https://github.com/scaleway/scaleway-sdk-js
  const sdk = createAdvancedClient(withProfile({ apiURL: parts.endpoint }), (settings) => ({
    ...settings,
    httpClient,
  }));
  const apis = {
    instance: new Instancev1.API(sdk),
    block: new Blockv1.API(sdk),
    marketplace: new Marketplacev2.API(sdk),
  };
  return {
    async call(context, step) {
      const state: CallState = { ...context };
      try {
        return await calls.run(state, () => step(apis));
      } catch (error) {
        context.signal.throwIfAborted();
        throw providerError(error, state, parts.random);
      }
    },
  };
}

function providerError(error: unknown, state: CallState, random: () => number): ProviderError {
  const creates = state.creates ?? false;
  if (error instanceof ProviderError) return error;
  if (error instanceof NetworkFailure) return unanswered(error, creates);
  if (error instanceof BudgetExhausted) return overBudget(error);
  if (!isScalewayError(error)) return unreadable(undefined, creates);
  if (error.status < 400) return unreadable(error.status, creates);
  const { redact, correlationId } = state;
  return scalewayError(failureOf(error, { creates, redact, random, correlationId }));
}

function unanswered(failure: NetworkFailure, creates: boolean): ProviderError {
  const message = `Scaleway gave no answer: ${failure.message}; check the endpoint and the network`;
  return new OutageError(message, { provider: 'scaleway', code: failure.code }, creates && failure.sent);
}

function overBudget(exhausted: BudgetExhausted): ProviderError {
  const message = 'Scaleway was not asked: the rate limit of this key is used up';
  return new ThrottledError(message, { provider: 'scaleway', code: 'too_many_requests' }, exhausted.retryAfterMs);
}

/** What the SDK could not read. Its own message may quote the answer, so it is not kept. */
function unreadable(httpStatus: number | undefined, creates: boolean): ProviderError {
  const message = 'Scaleway answered with something that is not its API; check the endpoint';
  const details = { provider: 'scaleway', code: 'unreadable' } as const;
  return new OutageError(message, httpStatus === undefined ? details : { ...details, httpStatus }, creates);
}
