/**
 * Types of the failures that activities report, named by their cause. They cross Temporal as text,
 * so workflows compare them and never use instanceof.
 */
export const failureTypes = {
  /** The offering is sold out. */
  insufficientCapacity: 'InsufficientCapacity',
  /** The account may not rent more at this provider. */
  quotaExceeded: 'QuotaExceeded',
  /** The provider does not answer or answers that it is broken; an instance may exist. */
  outage: 'ProviderOutage',
  /** Too many requests, and the wait would not fit the budget. */
  throttled: 'Throttled',
  /** The provider refused the secret. */
  credentials: 'CredentialsRefused',
  /** A Secret that the NodeClass names, or its key, is not there. */
  secretMissing: 'SecretMissing',
  /** The provider refused this offering as invalid. */
  offeringRefused: 'OfferingRefused',
  /** The provider refused the request for a reason that no other offering of it mends. */
  requestRefused: 'RequestRefused',
  /** The pool no longer allows this provider. */
  notAllowed: 'ProviderNotAllowed',
  /** Too many machines in a row did not join through the class; see its condition MachinesJoin. */
  joinBreakerOpen: 'JoinBreakerOpen',
  /** The claim is gone or being deleted; there is nothing left to do. */
  claimGone: 'ClaimGone',
  /** Not yet; the activity is tried again. */
  notYet: 'NotYet',
} as const;

export type FailureType = (typeof failureTypes)[keyof typeof failureTypes];
