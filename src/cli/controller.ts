import { loadConfig } from '../runtime/config.ts';
import { createLog } from '../runtime/log.ts';
import { startController } from '../runtime/run.ts';
import type { Parts } from '../runtime/run.ts';
import { createStopSignal } from './until-stopped.ts';
import type { ProcessSignals } from './until-stopped.ts';

/** Runs watcher, worker or both until a signal comes. Rejects when the environment is wrong or a part ends by itself. */
export async function runController(
  parts: Parts,
  context: { readonly signals: ProcessSignals; readonly print: (line: string) => void },
): Promise<void> {
  // eslint-disable-next-line node/no-process-env -- handed to the one reader of the environment
  const config = loadConfig(process.env);
  const log = createLog(config.log);
  using stop = createStopSignal(context.signals);
  const ended = Promise.withResolvers<void>();
  stop.addEventListener('abort', () => ended.resolve());
  let controller;
  try {
    controller = await startController({ config, parts, log, signal: stop, onFatal: ended.reject });
  } catch (error) {
    if (stop.aborted) return;
    throw error;
  }
  context.print(controller.ready);
  try {
    await ended.promise;
  } finally {
    await controller.close();
  }
}
