import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';

/** Why an activity failed: its type from the contract, or undefined when it ended otherwise (timed out, say), and its message. */
export interface ActivityRefusal {
  readonly type: string | undefined;
  readonly message: string;
}

/** Reads the refusal out of an activity's failure; rethrows what is a cancellation or no activity's failure at all. */
export function refusalOf(error: unknown): ActivityRefusal {
  if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
  const cause = error.cause;
  if (cause instanceof ApplicationFailure) return { type: cause.type ?? undefined, message: cause.message };
  return { type: undefined, message: cause?.message ?? error.message };
}
