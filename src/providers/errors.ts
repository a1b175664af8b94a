import type { ProviderName } from '../domain/offering.ts';

/** What is known of a failed exchange. Messages are redacted before they get here. */
export interface ProviderErrorDetails {
  readonly provider: ProviderName;
  /** The vendor's code, for example resource_unavailable; `network` when there was no answer. */
  readonly code: string;
  readonly httpStatus?: number;
  /** Id that the vendor gave the exchange; support asks for it. */
  readonly correlationId?: string;
}

/** Any failure of a cloud. The subclasses are named by what the caller must do. */
export class ProviderError extends Error {
  readonly details: ProviderErrorDetails;
  constructor(message: string, details: ProviderErrorDetails) {
    super(message);
    this.name = new.target.name;
    this.details = details;
  }
}

/** This type is sold out in this place: try the next offering. */
export class InsufficientCapacityError extends ProviderError {}

/** The account may not rent more: try the next provider. */
export class QuotaExceededError extends ProviderError {}

/** The secret was refused or may not write: try the next provider and tell the user. */
export class CredentialsError extends ProviderError {}

/** The request itself was refused. */
export class InvalidRequestError extends ProviderError {
  /** Whether another offering may be accepted; otherwise the class is wrong. */
  readonly concernsOffering: boolean;
  constructor(message: string, details: ProviderErrorDetails, concernsOffering: boolean) {
    super(message, details);
    this.concernsOffering = concernsOffering;
  }
}

/** Too many requests: the same again after the delay. */
export class ThrottledError extends ProviderError {
  /** Milliseconds after which a request may be accepted again. */
  readonly retryAfterMs: number;
  constructor(message: string, details: ProviderErrorDetails, retryAfterMs: number) {
    super(message, details);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The cloud does not answer, or answers that it is broken. */
export class OutageError extends ProviderError {
  /**
   * Whether a create of this call may have had its effect all the same (sent, and no refusal came back). It says nothing about
   * earlier calls for the same claim: an attempt that one of them left open stays open.
   */
  readonly mayHaveHappened: boolean;
  constructor(message: string, details: ProviderErrorDetails, mayHaveHappened: boolean) {
    super(message, details);
    this.mayHaveHappened = mayHaveHappened;
  }
}

/** There is no such instance (any more), nor anything that belonged to it. */
export class InstanceNotFoundError extends ProviderError {}

/** The name is taken by an instance that is not ours; it is never adopted nor touched. */
export class ForeignInstanceError extends ProviderError {}
