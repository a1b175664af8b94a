import { Context } from '@temporalio/activity';
import type { ActivityCancellationDetails } from '@temporalio/common';

/** Runs the work while telling Temporal every second that the worker lives, so that a dead one is noticed soon. */
export async function withHeartbeat<T>(work: () => Promise<T>): Promise<T> {
  const context = Context.current();
  context.heartbeat();
  const timer = setInterval(() => context.heartbeat(), 1000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/**
 * A signal that ends shortly before the activity's own deadline, so that the outcome can still be written, and at once when Temporal
 * no longer waits for this run. A request for cancellation does not end it: a create that is on its way must be seen to its end.
 */
export function untilDeadline(): AbortSignal {
  const context = Context.current();
  const { startToCloseTimeoutMs } = context.info;
  const reserveMs = Math.min(5000, startToCloseTimeoutMs / 4);
  const disowned = whenDisowned(context.cancellationSignal, () => context.cancellationDetails);
  return AbortSignal.any([AbortSignal.timeout(startToCloseTimeoutMs - reserveMs), disowned]);
}

/**
 * Aborts when a cancellation says that the run has timed out or is unknown to Temporal, which may have lost its database: another
 * run does the work then, and this one must not send a create once more after that one is over.
 */
export function whenDisowned(
  cancellation: AbortSignal,
  details: () => Pick<ActivityCancellationDetails, 'notFound' | 'timedOut'> | undefined,
): AbortSignal {
  const disowned = new AbortController();
  const look = (): void => {
    const found = details();
    if (found?.notFound || found?.timedOut)
      disowned.abort(new Error('Temporal no longer waits for this run of the activity'));
  };
  if (cancellation.aborted) look();
  else cancellation.addEventListener('abort', look, { once: true });
  return disowned.signal;
}
