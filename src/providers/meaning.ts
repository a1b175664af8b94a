import {
  CredentialsError,
  InstanceNotFoundError,
  InsufficientCapacityError,
  InvalidRequestError,
  OutageError,
  QuotaExceededError,
  ThrottledError,
} from './errors.ts';
import type { ProviderError, ProviderErrorDetails } from './errors.ts';

/** What a vendor's code says, in words all clouds share. */
export type Meaning = 'capacity' | 'quota' | 'credentials' | 'throttled' | 'busy' | 'gone' | 'request' | 'outage';

/** Answers without a code are read by their status; everything else without one is an outage. */
export const meaningsOfStatus: Readonly<Record<number, Meaning>> = { 401: 'credentials', 429: 'throttled' };

/** Milliseconds after which something that another action holds is worth another try. */
const busyDelayMs = 5_000;

/** A failed exchange whose code was understood. */
export interface UnderstoodFailure {
  readonly meaning: Meaning;
  /** One sentence, redacted. */
  readonly message: string;
  readonly details: ProviderErrorDetails;
  /** Milliseconds after which a throttled request may be accepted. */
  readonly retryAfterMs: number;
  /** Whether the request was to make something. */
  readonly creates: boolean;
  /** Whether another offering may be accepted. */
  readonly namesOffering: boolean;
}

/** The class that says what to do after a failure. */
export function errorOf(failure: UnderstoodFailure): ProviderError {
  const { meaning, message, details, creates, namesOffering } = failure;
  switch (meaning) {
    case 'capacity':
      return new InsufficientCapacityError(message, details);
    case 'quota':
      return new QuotaExceededError(message, details);
    case 'credentials':
      return new CredentialsError(message, details);
    case 'throttled':
      return new ThrottledError(message, details, failure.retryAfterMs);
    case 'busy':
      return new ThrottledError(message, details, busyDelayMs);
    case 'gone':
      return creates
        ? new InvalidRequestError(message, details, namesOffering)
        : new InstanceNotFoundError(message, details);
    case 'request':
      return new InvalidRequestError(message, details, namesOffering);
    case 'outage':
      return new OutageError(message, details, creates);
  }
}
