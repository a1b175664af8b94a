import { setTimeout as sleep } from 'node:timers/promises';

/** Waits; a signal ends the wait at once by throwing the signal's own reason. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
