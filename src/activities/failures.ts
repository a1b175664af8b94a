import { ApplicationFailure } from '@temporalio/activity';
import { failureTypes } from '../contract/failure-type.ts';
import type { FailureType } from '../contract/failure-type.ts';
import {
  CredentialsError,
  ForeignInstanceError,
  InsufficientCapacityError,
  InvalidRequestError,
  OutageError,
  ProviderError,
  QuotaExceededError,
  ThrottledError,
} from '../providers/errors.ts';
import { MissingSecretError } from './missing-secret-error.ts';

/** How an attempt ended, as it is written into the claim and the class and as the workflow hears of it. */
export interface Refusal {
  readonly type: FailureType;
  /** One sentence, without any secret. */
  readonly message: string;
  /** Refused: nothing was made. Unknown: an instance may exist. */
  readonly outcome: 'Refused' | 'Unknown';
  readonly correlationId?: string;
  /** Milliseconds after which the same request may be accepted. */
  readonly retryAfterMs?: number;
}

/**
 * What a failed create means. Undefined for an error that is not the provider's (the API server's, a bug): that is tried again.
 * A provider speaks of one call only; `resumed` says that an earlier run may have sent a create whose answer nobody saw.
 */
export function refusalFrom(error: unknown, resumed: boolean): Refusal | undefined {
  if (error instanceof MissingSecretError)
    return { type: failureTypes.secretMissing, message: error.message, outcome: outcomeOf(error, resumed) };
  if (!(error instanceof ProviderError)) return undefined;
  const { correlationId } = error.details;
  const common = { message: error.message, ...(correlationId === undefined ? {} : { correlationId }) };
  if (error instanceof ThrottledError) {
    return {
      ...common,
      type: failureTypes.throttled,
      outcome: outcomeOf(error, resumed),
      retryAfterMs: error.retryAfterMs,
    };
  }
  return { ...common, type: typeOf(error), outcome: outcomeOf(error, resumed) };
}

function typeOf(error: ProviderError): FailureType {
  if (error instanceof InsufficientCapacityError) return failureTypes.insufficientCapacity;
  if (error instanceof QuotaExceededError) return failureTypes.quotaExceeded;
  if (error instanceof CredentialsError) return failureTypes.credentials;
  if (error instanceof ForeignInstanceError) return failureTypes.requestRefused;
  if (error instanceof InvalidRequestError) {
    return error.concernsOffering ? failureTypes.offeringRefused : failureTypes.requestRefused;
  }
  return failureTypes.outage;
}

function outcomeOf(error: Error, resumed: boolean): Refusal['outcome'] {
  return resumed || (error instanceof OutageError && error.mayHaveHappened) ? 'Unknown' : 'Refused';
}

/** The failure by which the workflow hears of a refusal; it is final unless a delay is given. */
export function launchFailure(refusal: Refusal, nextRetryDelayMs?: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: refusal.type,
    message: refusal.message,
    nonRetryable: nextRetryDelayMs === undefined,
    ...(nextRetryDelayMs === undefined ? {} : { nextRetryDelay: nextRetryDelayMs }),
  });
}

/** There is nothing left to do for the claim. */
export function claimGone(): ApplicationFailure {
  return ApplicationFailure.nonRetryable('the claim is gone or being deleted', failureTypes.claimGone);
}

/** Asks Temporal to run the activity again; the message is what is still missing. */
export function notYet(message: string, nextRetryDelayMs?: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: failureTypes.notYet,
    message,
    category: 'BENIGN',
    ...(nextRetryDelayMs === undefined ? {} : { nextRetryDelay: nextRetryDelayMs }),
  });
}
