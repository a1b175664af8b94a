import { Context } from '@temporalio/activity';

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
 * A signal that ends shortly before the activity's own deadline, so that the outcome can still be written. A request for
 * cancellation does not end it: a create that is on its way must be seen to its end.
 */
export function untilDeadline(): AbortSignal {
  const { startToCloseTimeoutMs } = Context.current().info;
  const reserveMs = Math.min(5000, startToCloseTimeoutMs / 4);
  return AbortSignal.timeout(startToCloseTimeoutMs - reserveMs);
}
