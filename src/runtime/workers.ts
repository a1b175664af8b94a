import { Worker } from '@temporalio/worker';
import type { NativeConnection, WorkerOptions } from '@temporalio/worker';
import { createClusterActivities } from '../activities/cluster-activities.ts';
import type { ActivityDependencies } from '../activities/dependencies.ts';
import { createProviderActivities } from '../activities/provider-activities.ts';
import { clusterQueue, providerQueue } from '../contract/ids.ts';
import { providerNames } from '../domain/offering.ts';
import { crashAt } from './crash-point.ts';
import type { CrashPoint } from './crash-point.ts';
import { findWorkflowCode } from './workflow-code.ts';

/** Running workers: one for workflows and the cluster, one for each cloud. */
export interface Workers {
  /** Why one of them does not work; undefined when all do. */
  problem(): string | undefined;
  /** Lets activities end for a while, then stops. */
  stop(): Promise<void>;
}

/** What workers are made from. */
export interface WorkerSettings {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly deps: ActivityDependencies;
  /** Where the process kills itself; absent but in tests. */
  readonly crashAt?: CrashPoint | undefined;
  /** Called once when a worker ends although nobody asked it to; the process is of no use any more. */
  readonly onFatal: (error: unknown) => void;
}

export async function startWorkers(settings: WorkerSettings): Promise<Workers> {
  const { connection, namespace, deps, crashAt: crashPoint, onFatal } = settings;
  const common = {
    connection,
    namespace,
    // A create on its way is worth waiting for; without the force time a hanging one would keep the process for ever.
    shutdownGraceTime: '10s',
    shutdownForceTime: '25s',
    ...(crashPoint !== undefined && { interceptors: { activity: [crashAt(crashPoint)] } }),
  } satisfies Partial<WorkerOptions>;
  const cluster = Worker.create({
    ...common,
    ...findWorkflowCode(),
    taskQueue: clusterQueue,
    activities: { ...createClusterActivities(deps) },
    maxCachedWorkflows: 300,
    maxConcurrentActivityTaskExecutions: 40,
    // After a worker died, the workflows it held in its cache are waited for no longer than this.
    stickyQueueScheduleToStartTimeout: '1s',
  });
  const providers = providerNames.map((provider) =>
    Worker.create({
      ...common,
      taskQueue: providerQueue(provider),
      activities: { ...createProviderActivities(deps) },
      maxConcurrentActivityTaskExecutions: 20,
    }),
  );
  const workers = await Promise.all([cluster, ...providers]);
  const running = workers.map((worker) => worker.run());
  let stopping = false;
  for (const run of running) {
    run.catch((error: unknown) => {
      if (!stopping) onFatal(error);
    });
  }
  return {
    problem: () => workers.map(problemOf).find((problem) => problem !== undefined),
    async stop() {
      stopping = true;
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.allSettled(running);
    },
  };
}

function problemOf(worker: Worker): string | undefined {
  const state = worker.getState();
  return state === 'RUNNING' ? undefined : `the worker of task queue ${worker.options.taskQueue} is ${state}`;
}
