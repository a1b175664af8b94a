import type { Client } from '@temporalio/client';
import { provisionWorkflowId } from '../src/contract/ids.ts';

/** One activity of a history, in milliseconds since 1970. */
export interface ActivityTimes {
  readonly scheduledMs: number;
  readonly startedMs: number;
  readonly completedMs: number;
}

/** What the history of one provisioning says. */
export interface ClaimTimeline {
  readonly events: number;
  readonly signals: number;
  readonly startedMs: number;
  /** By activity type; the first of each. */
  readonly activities: Readonly<Record<string, ActivityTimes>>;
}

type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;
type HistoryEvent = NonNullable<History['events']>[number];

/** Waits for the end of the claim's provisioning and reads its history. */
export async function readTimeline(temporal: Client, claimUid: string): Promise<ClaimTimeline> {
  const handle = temporal.workflow.getHandle(provisionWorkflowId(claimUid));
  await handle.result();
  return timelineOf((await handle.fetchHistory()).events ?? []);
}

function timelineOf(events: readonly HistoryEvent[]): ClaimTimeline {
  const activities: Record<string, ActivityTimes> = {};
  for (const scheduled of events) {
    const type = scheduled.activityTaskScheduledEventAttributes?.activityType?.name;
    if (type != null) activities[type] ??= timesOf(events, scheduled);
  }
  return {
    events: events.length,
    signals: events.filter((event) => event.workflowExecutionSignaledEventAttributes != null).length,
    startedMs: timeOf(events[0]),
    activities,
  };
}

function timesOf(events: readonly HistoryEvent[], scheduled: HistoryEvent): ActivityTimes {
  const id = String(scheduled.eventId);
  const started = events.find((event) => String(event.activityTaskStartedEventAttributes?.scheduledEventId) === id);
  const completed = events.find((event) => String(event.activityTaskCompletedEventAttributes?.scheduledEventId) === id);
  return { scheduledMs: timeOf(scheduled), startedMs: timeOf(started), completedMs: timeOf(completed) };
}

function timeOf(event: HistoryEvent | undefined): number {
  const time = event?.eventTime;
  return time == null ? NaN : Number(time.seconds) * 1000 + (time.nanos ?? 0) / 1e6;
}
