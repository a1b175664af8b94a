import { checkClassSafely } from './class-checks.ts';
import { createClusterState } from './cluster-state.ts';
import type { ClusterState } from './cluster-state.ts';
import { decideCsr } from './csr-approver.ts';
import { createDemandBatcher } from './demand-batch.ts';
import type { WatcherDependencies } from './dependencies.ts';
import { createDispatcher } from './dispatcher.ts';
import { createInUseKeeper } from './in-use.ts';
import { createPlannerLoop } from './planner-loop.ts';
import { requestPlan } from './parts.ts';
import type { Parts } from './parts.ts';
import { react } from './reactions.ts';
import { repeat } from './rounds.ts';

/** Turns what happens in the cluster into NodeClaims and messages to workflows. */
export interface Watcher {
  /** The picture it works with; for readiness. */
  readonly state: ClusterState;
  /** Follows and acts until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export function createWatcher(deps: WatcherDependencies): Watcher {
  const state = createClusterState(deps.kube, deps.log);
  return {
    state,
    async run(signal) {
      await state.start();
      const dispatcher = createDispatcher(deps, state);
      const planner = createPlannerLoop(deps, state, dispatcher);
      const batcher = createDemandBatcher(
        { idleMs: deps.batchIdleMs, maxMs: deps.batchMaxMs },
        { now: deps.now, onBatch: planner.request },
      );
      const inUse = createInUseKeeper(deps, state);
      const parts: Parts = { deps, state, dispatcher, planner, batcher, inUse };
      const ends = [...react(parts), ...repeat(parts)];
      lookAround(parts);
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      for (const end of ends) end();
      batcher.stop();
      await Promise.all([planner.stop(), dispatcher.stop(), inUse.stop()]);
    },
  };
}

/** At the start everything is news. */
function lookAround(parts: Parts): void {
  const { deps, state, dispatcher } = parts;
  dispatcher.lookAtAll();
  requestPlan(parts);
  for (const nodeClass of state.classes.list()) void checkClassSafely(deps, nodeClass);
  for (const csr of state.csrs.list()) void decideCsr(deps, csr);
}
