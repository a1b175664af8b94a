import { messageOf } from '../kube/errors.ts';
import type { ClusterState } from './cluster-state.ts';
import { createCreatedClaims } from './created-claims.ts';
import type { WatcherDependencies } from './dependencies.ts';
import type { Dispatcher } from './dispatcher.ts';
import { planOnce } from './plan-once.ts';
import type { PlannerMemory } from './plan-once.ts';

/** Plans whenever it is asked to, one plan at a time. */
export interface PlannerLoop {
  /** Asks for a plan; asked during a plan, another one follows. */
  request(): void;
  stop(): Promise<void>;
}

/** Milliseconds until a plan is made again whose picture was out of date. */
const replanMs = 100;

export function createPlannerLoop(deps: WatcherDependencies, state: ClusterState, dispatcher: Dispatcher): PlannerLoop {
  const memory: PlannerMemory = { created: createCreatedClaims(), surplus: new Set(), told: new Map() };
  const endOfNews = state.claims.onChange(({ object }) => memory.created.told(object.metadata.uid));
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const run = async (): Promise<void> => {
    do {
      again = false;
      try {
        const complete = await planOnce({ deps, state, dispatcher, memory });
        if (!complete && !stopped) timer = setTimeout(request, replanMs);
      } catch (error) {
        deps.log.warn({ reason: messageOf(error) }, 'Planning failed, will be tried again');
        if (!stopped) timer = setTimeout(request, 1000);
      }
    } while (again && !stopped);
    running = undefined;
  };
  const request = (): void => {
    again = true;
    if (!stopped) running ??= run();
  };
  return {
    request,
    async stop() {
      stopped = true;
      endOfNews();
      clearTimeout(timer);
      await running;
    },
  };
}
