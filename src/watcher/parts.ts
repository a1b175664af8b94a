import type { ClusterState } from './cluster-state.ts';
import type { DemandBatcher } from './demand-batch.ts';
import type { WatcherDependencies } from './dependencies.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { InUseKeeper } from './in-use.ts';
import type { PlannerLoop } from './planner-loop.ts';

/** What reactions and rounds work with. */
export interface Parts {
  readonly deps: WatcherDependencies;
  readonly state: ClusterState;
  readonly dispatcher: Dispatcher;
  readonly planner: PlannerLoop;
  readonly batcher: DemandBatcher;
  readonly inUse: InUseKeeper;
}

/** A plan in the middle of a batch would tear it apart, and the end of the batch brings one anyway. */
export function requestPlan({ planner, batcher }: Parts): void {
  if (!batcher.isOpen()) planner.request();
}
