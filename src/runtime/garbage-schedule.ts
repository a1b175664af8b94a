import { ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import type { Client, ScheduleOptions } from '@temporalio/client';
import { clusterQueue, garbageScheduleId, workflowTypes } from '../contract/ids.ts';
import type { CollectGarbageInput } from '../contract/messages.ts';
import type { Config } from './config.ts';

/** Makes the Schedule that starts CollectGarbage, or brings one that stands to what the configuration says now. */
export async function ensureGarbageSchedule(client: Client, garbage: Config['garbage']): Promise<void> {
  const schedule = scheduleOf(garbage);
  try {
    await client.schedule.create(schedule);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(garbageScheduleId).update((standing) => ({ ...standing, ...schedule }));
  }
}

function scheduleOf({ mode, intervalMs, lookIntervalMs }: Config['garbage']) {
  const input: CollectGarbageInput = { mode, lookIntervalMs };
  return {
    scheduleId: garbageScheduleId,
    spec: { intervals: [{ every: intervalMs }] },
    // A run that takes longer than the interval must not be met by a second one.
    policies: { overlap: ScheduleOverlapPolicy.SKIP },
    action: {
      type: 'startWorkflow',
      workflowType: workflowTypes.collectGarbage,
      workflowId: garbageScheduleId,
      taskQueue: clusterQueue,
      args: [input],
      staticSummary: 'Look for what is rented and belongs to no NodeClaim',
    },
  } satisfies ScheduleOptions;
}
