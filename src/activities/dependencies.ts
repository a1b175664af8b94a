import type { Client } from '@temporalio/client';
import type { Broker } from '../broker/broker.ts';
import type { ProvisionDeadlines } from '../contract/activities.ts';
import type { KubeClient } from '../kube/client-api.ts';
import type { RandomBytes } from '../bootstrap/join-token.ts';
import type { GarbageRules } from '../planning/garbage.ts';
import type { LossPolicy } from '../planning/node-loss.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import type { Counters } from '../runtime/counters.ts';
import type { Announcements } from './announcements.ts';
import type { ClaimRecords } from './claim-records.ts';
import type { Catalogue } from './catalogue.ts';
import { timestampOf } from '../domain/timestamp.ts';

/** Everything that activities work with; made once by runtime and handed in. */
export interface ActivityDependencies {
  readonly kube: KubeClient;
  readonly claims: ClaimRecords;
  readonly catalogue: Catalogue;
  readonly providers: ProviderRegistry;
  /** CloudBroker where one is configured; without it offerings are ranked here, by full price. */
  readonly broker: Broker | undefined;
  readonly events: Announcements;
  readonly randomBytes: RandomBytes;
  readonly temporal: Client;
  readonly counters: Counters;
  /** UID of the kube-system namespace; owner mark on everything that is rented. */
  readonly clusterId: string;
  /** Deadlines where a pool sets none. */
  readonly deadlines: ProvisionDeadlines;
  /** Milliseconds that a drain may take where a pool says nothing. */
  readonly drainMs: number;
  /** How long a silent node is waited for where a pool says nothing. */
  readonly lossDefaults: LossPolicy;
  /** What counts as nobody's. */
  readonly garbageRules: GarbageRules;
  /** Milliseconds that an attempt of unknown fate is looked for before it counts as never made. */
  readonly settleMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The moment as Kubernetes writes it. */
export function timestamp(now: () => number): string {
  return timestampOf(now());
}
