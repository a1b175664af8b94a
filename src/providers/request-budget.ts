import { pause } from './pause.ts';
import { observe, refuse, take, waitFor } from './token-bucket.ts';
import type { RateFacts, TokenBucket, Urgency } from './token-bucket.ts';

/** The rate limit of one credential, shared by every client of the process that uses it. */
export interface RequestBudget {
  /** Waits until a request may be sent and counts it; `finished` must follow. Throws BudgetExhausted when the wait would be too long. */
  start(urgency: Urgency, signal: AbortSignal): Promise<void>;
  finished(): void;
  /** Takes over what an answer told. */
  observe(facts: RateFacts): void;
  /** Holds everything back after a refusal, in milliseconds. */
  refuse(retryAfterMs: number): void;
}

/** The rate limit would hold the request back for longer than is worth waiting; nothing was sent. */
export class BudgetExhausted extends Error {
  /** Milliseconds. */
  readonly retryAfterMs: number;
  constructor(retryAfterMs: number) {
    super(`rate limit leaves no request for ${retryAfterMs} ms`);
    this.name = 'BudgetExhausted';
    this.retryAfterMs = retryAfterMs;
  }
}

/** A budget over a bucket; `longestWaitMs` bounds how long a request is held back. */
export function createRequestBudget(bucket: TokenBucket, now: () => number, longestWaitMs: number): RequestBudget {
  let state = bucket;
  let underWay = 0;
  return {
    async start(urgency, signal) {
      const until = now() + longestWaitMs;
      for (;;) {
        const wait = waitFor(state, urgency, now());
        if (wait === 0) break;
        if (now() + wait > until) throw new BudgetExhausted(wait);
        await pause(wait, signal);
      }
      state = take(state, now());
      underWay += 1;
    },
    finished() {
      underWay -= 1;
    },
    observe(facts) {
      state = observe(state, facts, { nowMs: now(), underWay: Math.max(0, underWay - 1) });
    },
    refuse(retryAfterMs) {
      state = refuse(state, retryAfterMs, now());
    },
  };
}
