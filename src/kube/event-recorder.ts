import type { KubeClient } from './client-api.ts';
import { events } from './core-resources.ts';
import { messageOf } from './errors.ts';
import { cutNote } from './event-note.ts';
import type { KubeLog } from './kube-log.ts';
import { microTime } from './lease-record.ts';
import type { KubeObject, NewObject, Resource } from './resource.ts';
import type { KubeTime } from './time.ts';
import type { KubeEvent, ObjectReference } from './types.ts';

/** Something a user should read beside an object. */
export interface EventToRecord {
  readonly regarding: ObjectReference;
  /** Default `Normal`. */
  readonly type?: 'Normal' | 'Warning';
  /** Why, in CamelCase: `OfferingRefused`. */
  readonly reason: string;
  /** What was done or tried, in CamelCase: `Launching`. */
  readonly action: string;
  /** One sentence without secrets; cut at 1024 bytes. */
  readonly note: string;
}

/** Writes events without ever being in the way: nothing is thrown, and nobody has to wait. */
export interface EventRecorder {
  /** Sends the event, unless the same one (object, reason, note) was sent within the window. */
  record(event: EventToRecord): void;
  /** Waits until everything recorded so far is sent or has failed. */
  flush(): Promise<void>;
}

/** Settings of a recorder. */
export interface EventRecorderOptions {
  readonly client: Pick<KubeClient, 'create'>;
  /** For example `cloudburst.io/watcher`. */
  readonly reportingController: string;
  /** This process, for example its host name. */
  readonly reportingInstance: string;
  readonly time: Pick<KubeTime, 'now'>;
  readonly log: KubeLog;
  /** How long the same event is not repeated, in milliseconds; default 600 000. */
  readonly windowMs?: number;
}

/** Events on their way at once; more than that are dropped, since a flood would hide what matters. */
const mostInFlight = 50;
const mostRemembered = 5_000;

/** Makes a recorder. */
export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  const { client, time, log, windowMs = 600_000 } = options;
  const sentAtMs = new Map<string, number>();
  const inFlight = new Set<Promise<void>>();

  const send = async (event: EventToRecord, key: string): Promise<void> => {
    const { reason, regarding } = event;
    try {
      await client.create(events, newEvent(event, options), { timeoutMs: 10_000 });
    } catch (error) {
      sentAtMs.delete(key);
      log.warn(
        { reason, kind: regarding.kind, name: regarding.name, failure: messageOf(error) },
        'Dropping an event that was refused',
      );
    }
  };

  return {
    record: (event) => {
      const key = JSON.stringify([event.regarding.uid ?? event.regarding, event.reason, event.note]);
      const nowMs = time.now();
      if (nowMs - (sentAtMs.get(key) ?? Number.NEGATIVE_INFINITY) < windowMs) return;
      if (inFlight.size >= mostInFlight) {
        log.warn({ reason: event.reason, name: event.regarding.name }, 'Dropping an event, too many are on their way');
        return;
      }
      remember(sentAtMs, { key, nowMs, windowMs });
      const sending = send(event, key).finally(() => inFlight.delete(sending));
      inFlight.add(sending);
    },
    flush: async () => {
      await Promise.all(inFlight);
    },
  };
}

/** A reference to an object for an event; objects of a list do not say their kind, so the resource does. */
export function referenceTo<T extends KubeObject>(resource: Resource<T>, object: KubeObject): ObjectReference {
  const { name, namespace, uid, resourceVersion } = object.metadata;
  const { apiVersion, kind } = resource;
  return { apiVersion, kind, name, uid, resourceVersion, ...(namespace !== undefined && { namespace }) };
}

function newEvent(event: EventToRecord, options: EventRecorderOptions): NewObject<KubeEvent> {
  const { regarding, reason, action, note, type = 'Normal' } = event;
  const { reportingController, reportingInstance, time } = options;
  const eventTime = microTime(time.now());
  // Events about cluster-scoped objects live in `default`: the API server demands it.
  const metadata = { namespace: regarding.namespace ?? 'default', generateName: `${regarding.name ?? 'event'}-` };
  return {
    metadata,
    eventTime,
    reportingController,
    reportingInstance,
    action,
    reason,
    regarding,
    type,
    note: cutNote(note),
  };
}

function remember(sentAtMs: Map<string, number>, sent: { key: string; nowMs: number; windowMs: number }): void {
  // Maps keep insertion order, so the oldest come first.
  sentAtMs.delete(sent.key);
  sentAtMs.set(sent.key, sent.nowMs);
  for (const [key, atMs] of sentAtMs) {
    if (sent.nowMs - atMs < sent.windowMs && sentAtMs.size <= mostRemembered) return;
    sentAtMs.delete(key);
  }
}
