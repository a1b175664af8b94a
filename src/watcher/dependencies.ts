import type { Client } from '@temporalio/client';
import type { Catalogue } from '../activities/catalogue.ts';
import type { KubeClient } from '../kube/client-api.ts';
import type { EventRecorder } from '../kube/event-recorder.ts';
import type { KubeLog } from '../kube/kube-log.ts';
import type { Counters } from '../runtime/counters.ts';

/** Everything that the watcher works with; made once by runtime and handed in. */
export interface WatcherDependencies {
  readonly kube: KubeClient;
  readonly temporal: Client;
  readonly catalogue: Catalogue;
  readonly events: EventRecorder;
  readonly counters: Counters;
  readonly log: KubeLog;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds without a new pod after which a batch of demand is planned. */
  readonly batchIdleMs: number;
  /** Milliseconds after which a batch is planned however many pods still come. */
  readonly batchMaxMs: number;
}
