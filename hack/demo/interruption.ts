import type { Report } from '../local/steps.ts';

/** What the user's Ctrl-C does. */
export interface Interruption {
  /** Aborts at the first signal, with a sentence as its reason. */
  readonly signal: AbortSignal;
  stop(): void;
}

/** Turns SIGINT, SIGTERM and SIGHUP into an abort. Later ones do nothing but say that the cleaning goes on. */
export function catchInterruption(say: Report): Interruption {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    say(controller.signal.aborted ? 'Cleaning up already, please wait' : `${name}: stopping, then cleaning up`);
    controller.abort(new Error(`The demo was stopped by ${name}`));
  };
  const names: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of names) process.off(name, onSignal);
    },
  };
}
