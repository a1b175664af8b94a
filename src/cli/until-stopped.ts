/** What a command that keeps running has started. */
export interface RunningCommand {
  /** One line that says what listens where. */
  readonly ready: string;
  /** Stops everything; called once. */
  close(): Promise<void>;
}

/** What of the process a running command needs; the process itself, but for tests. */
export interface ProcessSignals {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  exit(code: number): void;
}

/** Exit code after a second signal, as shells report one that was interrupted. */
const interruptedExitCode = 130;

/** Tells about the first SIGINT or SIGTERM; the second one ends the process at once. */
export function createStopSignal(signals: ProcessSignals): AbortSignal & Disposable {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) return signals.exit(interruptedExitCode);
    controller.abort(new Error('Stopped by a signal'));
  };
  signals.on('SIGINT', stop);
  signals.on('SIGTERM', stop);
  const dispose = (): void => {
    signals.off('SIGINT', stop);
    signals.off('SIGTERM', stop);
  };
  return Object.assign(controller.signal, { [Symbol.dispose]: dispose });
}

/** Prints the line of a started command, waits for the signal to stop, and closes the command. */
export async function runUntilStopped(
  start: () => Promise<RunningCommand>,
  { signals, print }: { readonly signals: ProcessSignals; readonly print: (line: string) => void },
): Promise<void> {
  using stop = createStopSignal(signals);
  const command = await start();
  print(command.ready);
  await aborted(stop);
  await command.close();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
