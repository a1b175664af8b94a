import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { announcementsThrough } from '../activities/announcements.ts';
import { createCatalogue } from '../activities/catalogue.ts';
import { createClaimRecords } from '../activities/claim-records.ts';
import type { ActivityDependencies } from '../activities/dependencies.ts';
import { createBrokerClient } from '../broker/client.ts';
import { formatListenAddress } from '../domain/listen-address.ts';
import { createKubeClient } from '../kube/client.ts';
import type { KubeClient } from '../kube/client-api.ts';
import { createEventRecorder } from '../kube/event-recorder.ts';
import type { EventRecorder } from '../kube/event-recorder.ts';
import { loadKubeConfig } from '../kube/load-kube-config.ts';
import { systemTime } from '../kube/time.ts';
import { createProviderRegistry } from '../providers/registry.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import { createWatcher } from '../watcher/watcher.ts';
import { readClusterId } from './cluster-identity.ts';
import type { Config } from './config.ts';
import { ensureGarbageSchedule } from './garbage-schedule.ts';
import { startHealthServer } from './health.ts';
import type { ReadinessCheck } from './health.ts';
import { lead } from './leadership.ts';
import type { Log } from './log.ts';
import { createCounters, installRuntime } from './metrics.ts';
import { connectTemporal } from './temporal-connection.ts';
import type { TemporalConnection } from './temporal-connection.ts';
import { startWorkers } from './workers.ts';

/** Which parts a process runs: `cloudburst run` both, `watcher` and `worker` one each. */
export interface Parts {
  readonly watcher: boolean;
  readonly worker: boolean;
}

/** How the process around it hears of the end. */
export interface RunOptions {
  readonly config: Config;
  readonly parts: Parts;
  readonly log: Log;
  /** Aborts a start that still waits for the API server or Temporal. */
  readonly signal: AbortSignal;
  /** Called once when the process is of no use any more. */
  readonly onFatal: (error: unknown) => void;
}

/** A running controller. */
export interface RunningController {
  /** One line that says what listens where. */
  readonly ready: string;
  /** Stops watcher, workers and connections, in that order. */
  close(): Promise<void>;
}

/** Starts the controller. Waits as long as it takes for the API server and Temporal, and says so in the log and at /readyz. */
export async function startController(options: RunOptions): Promise<RunningController> {
  const { config, parts, log, signal } = options;
  installRuntime({ log, metricsAddress: config.metrics });
  let missing = 'waiting for the API server';
  let checks: readonly ReadinessCheck[] = [{ name: 'start', problem: () => missing }];
  const health = await startHealthServer(config.http, () => checks);
  const closers: (() => Promise<unknown>)[] = [() => health.close()];
  const close = async (): Promise<void> => {
    for (const end of closers.toReversed()) await end();
  };
  try {
    const kube = createKubeClient(await loadKubeConfig(config.kubernetes), {});
    const providers = createProviders(config, log);
    closers.push(
      () => kube.close(),
      () => providers.close(),
    );
    const clusterId = await readClusterId(kube, log, signal);
    missing = 'waiting for Temporal';
    const temporal = await connectTemporal(
      config.temporal,
      { log, onProblem: (problem) => void (missing = problem) },
      signal,
    );
    missing = 'starting workers and informers';
    closers.push(() => temporal.native.close());
    const shared = createShared({ config, log, kube, providers, clusterId, temporal });
    closers.push(() => shared.recorder.flush());
    checks = await startParts({ options, shared, temporal, parts }, closers);
    const { http, metrics } = config;
    return {
      ready: `Cloudburst is running, health at http://${formatListenAddress(http)}, metrics at http://${formatListenAddress(metrics)}/metrics`,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function createProviders(config: Config, log: Log): ProviderRegistry {
  const { hetznerEndpoint, scalewayEndpoint, hetznerInsecureSkipVerify, connectTimeoutMs, responseTimeoutMs } =
    config.providers;
  if (hetznerInsecureSkipVerify) {
    log.warn(
      { endpoint: hetznerEndpoint },
      'Accepting ANY certificate of the Hetzner endpoint, unset HETZNER_INSECURE_SKIP_VERIFY outside of drills',
    );
  }
  return createProviderRegistry({
    endpoints: { hetzner: hetznerEndpoint, scaleway: scalewayEndpoint },
    insecureSkipVerify: { hetzner: hetznerInsecureSkipVerify },
    deadlines: { connectMs: connectTimeoutMs, createMs: responseTimeoutMs },
    now: Date.now,
    random: Math.random,
  });
}

interface Foundations {
  readonly config: Config;
  readonly log: Log;
  readonly kube: KubeClient;
  readonly providers: ProviderRegistry;
  readonly clusterId: string;
  readonly temporal: TemporalConnection;
}

interface Shared {
  readonly activities: ActivityDependencies;
  readonly recorder: EventRecorder;
}

function createShared({ config, log, kube, providers, clusterId, temporal }: Foundations): Shared {
  const recorder = createEventRecorder({
    client: kube,
    reportingController: 'cloudburst.io/controller',
    reportingInstance: hostname(),
    time: systemTime,
    log,
  });
  const counters = createCounters();
  counters.set('insecure_skip_verify', config.providers.hetznerInsecureSkipVerify ? 1 : 0, { provider: 'hetzner' });
  const { launchTimeoutMs, joinTimeoutMs, initializationTimeoutMs, nodeUnreachableGracePeriodMs, whenInstanceGone } =
    config.poolDefaults;
  const activities: ActivityDependencies = {
    kube,
    claims: createClaimRecords(kube),
    catalogue: createCatalogue(kube, providers, clusterId),
    providers,
    broker: config.broker === undefined ? undefined : createBrokerClient(config.broker),
    events: announcementsThrough(recorder),
    temporal: temporal.client,
    counters,
    randomBytes,
    clusterId,
    deadlines: { launchMs: launchTimeoutMs, joinMs: joinTimeoutMs, initializeMs: initializationTimeoutMs },
    drainMs: config.poolDefaults.terminationGracePeriodMs,
    lossDefaults: { graceMs: nodeUnreachableGracePeriodMs, whenInstanceGone },
    garbageRules: config.garbage,
    settleMs: config.settlePeriodMs,
    now: Date.now,
  };
  return { activities, recorder };
}

interface Start {
  readonly options: RunOptions;
  readonly shared: Shared;
  readonly temporal: TemporalConnection;
  readonly parts: Parts;
}

async function startParts(
  { options, shared, temporal, parts }: Start,
  closers: (() => Promise<unknown>)[],
): Promise<readonly ReadinessCheck[]> {
  const { config, log, onFatal } = options;
  const { activities, recorder } = shared;
  const { kube, catalogue, counters, now } = activities;
  const checks: ReadinessCheck[] = [];
  if (config.crashAt !== undefined)
    log.warn({ ...config.crashAt }, 'Will kill itself there, unset CLOUDBURST_CRASH_AT outside of tests');
  if (parts.worker) {
    const workers = await startWorkers({
      connection: temporal.native,
      namespace: config.temporal.namespace,
      deps: activities,
      crashAt: config.crashAt,
      onFatal,
    });
    closers.push(() => workers.stop());
    await ensureGarbageSchedule(temporal.client, config.garbage);
    checks.push({ name: 'workers', problem: () => workers.problem() });
  }
  if (parts.watcher) {
    const { idleMs, maxMs } = config.batching;
    const watcher = createWatcher({
      kube,
      temporal: temporal.client,
      catalogue,
      events: recorder,
      counters,
      log,
      now,
      batchIdleMs: idleMs,
      batchMaxMs: maxMs,
    });
    await watcher.state.start();
    const led = lead(watcher, config.kubernetes, { kube, log, counters });
    closers.push(
      () => watcher.state.stop(),
      () => led.stop(),
    );
    checks.push({
      name: 'informers',
      problem: () => (watcher.state.synced() ? undefined : 'the first list of the cluster is not complete'),
    });
  }
  return checks;
}
