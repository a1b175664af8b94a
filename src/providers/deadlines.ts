/** How long the clients wait. All figures are milliseconds. */
export interface ProviderDeadlines {
  /** For a connection, TLS included. Default 5,000. */
  readonly connectMs: number;
  /** For the answer to a request that creates. Default 60,000: shorter ones make duplicates, since creates can take longer. */
  readonly createMs: number;
  /** For the answer to any other request. Default 10,000: a cloud that went silent is left for the next one within 15 s. */
  readonly requestMs: number;
  /** Pause before looking for an instance after a create without an answer. Default 1,000. */
  readonly lookUpPauseMs: number;
  /** How long the action of a create is followed; one that still runs then counts as success. Default 10,000. */
  readonly followActionMs: number;
  /** Pause between two looks at something that is under way; doubles up to sixteen times itself. Default 100. */
  readonly pollMs: number;
  /** How long a request may wait for the rate limit before it is given up unsent. Default 5,000. */
  readonly budgetWaitMs: number;
  /** Age at which a catalogue is read again. Default 600,000. */
  readonly catalogueMs: number;
  /** Age at which the list of a sweep is read again. Default 5,000. */
  readonly sweepMs: number;
}

/** Deadlines of a production installation. */
export const defaultDeadlines: ProviderDeadlines = {
  connectMs: 5_000,
  createMs: 60_000,
  requestMs: 10_000,
  lookUpPauseMs: 1_000,
  followActionMs: 10_000,
  pollMs: 100,
  budgetWaitMs: 5_000,
  catalogueMs: 600_000,
  sweepMs: 5_000,
};
