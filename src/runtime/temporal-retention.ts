import type { NativeConnection } from '@temporalio/worker';
import type { TemporalConfig } from './config.ts';
import type { Log } from './log.ts';

/** Days that a finished history should stay readable: a month of failovers to look back at. */
const wantedDays = 30;
const secondsPerDay = 86_400;

/** Says in the log when the namespace forgets finished histories sooner, with the command that mends it. Never throws. */
export async function reportRetention(
  native: NativeConnection,
  { namespace }: TemporalConfig,
  log: Log,
): Promise<void> {
  try {
    const { config } = await native.workflowService.describeNamespace({ namespace });
    const days = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / secondsPerDay;
    if (days === 0 || days >= wantedDays) return;
    const command = `temporal operator namespace update --namespace ${namespace} --retention ${wantedDays}d`;
    log.warn(
      { temporalNamespace: namespace, days },
      `Finished workflows are forgotten after ${days} days; to keep them run: ${command}`,
    );
  } catch {
    // The connection is looked after elsewhere; a hint is worth no failure.
  }
}
