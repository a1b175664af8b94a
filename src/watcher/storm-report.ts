import { findCondition, poolConditions, withCondition } from '../api/conditions.ts';
import type { ConditionUpdate } from '../api/conditions.ts';
import type { NodePool } from '../api/generated.ts';
import { providerNames } from '../domain/offering.ts';
import { timestampOf } from '../domain/timestamp.ts';
import { changeObject, refOf } from '../kube/change-object.ts';
import { nodePools } from '../kube/cloudburst-resources.ts';
import { messageOf } from '../kube/errors.ts';
import { referenceTo } from '../kube/event-recorder.ts';
import { findStorm } from '../planning/storm-brake.ts';
import type { Storm } from '../planning/storm-brake.ts';
import { watchedNodes } from '../planning/storm-picture.ts';
import type { ClusterState } from './cluster-state.ts';
import type { WatcherDependencies } from './dependencies.ts';

interface Watching {
  readonly deps: WatcherDependencies;
  readonly state: ClusterState;
}

/** Says on every pool, and as a metric, whether the storm brake holds something back; only when that has changed. */
export async function reportStorm({ deps, state }: Watching): Promise<void> {
  const storm = findStorm(watchedNodes(state.claims.list(), state.nodes.list()));
  deps.counters.set('disruption_paused', storm.everywhere === undefined ? 0 : 1, { provider: 'all' });
  for (const provider of providerNames) {
    deps.counters.set('disruption_paused', storm.providers[provider] === undefined ? 0 : 1, { provider });
  }
  await Promise.all(state.pools.list().map(async (pool) => reportOn(deps, pool, storm)));
}

async function reportOn(deps: WatcherDependencies, seen: NodePool, storm: Storm): Promise<void> {
  const update = updateOf(storm);
  if (!isNews(seen, update)) return;
  try {
    const target = { resource: nodePools, ref: refOf(seen), subresource: 'status' } as const;
    await changeObject(deps.kube, target, (pool) => {
      const conditions = withCondition(pool.status?.conditions, update, timestampOf(deps.now()));
      return isNews(pool, update) ? { status: { conditions } } : undefined;
    });
    if (findCondition(seen.status?.conditions, update.type)?.status !== update.status) announce(deps, seen, update);
  } catch (error) {
    deps.log.warn(
      { nodePool: seen.metadata.name, reason: messageOf(error) },
      'Saying that disruption is paused failed, will be tried again',
    );
  }
}

function announce(deps: WatcherDependencies, pool: NodePool, update: ConditionUpdate): void {
  deps.events.record({
    regarding: referenceTo(nodePools, pool),
    type: update.status === 'True' ? 'Warning' : 'Normal',
    reason: update.reason,
    action: 'Replacing',
    note: update.message,
  });
}

/** A pool that never was in a storm says nothing of storms. */
function isNews(pool: NodePool, update: ConditionUpdate): boolean {
  const standing = findCondition(pool.status?.conditions, update.type);
  return standing === undefined
    ? update.status === 'True'
    : standing.status !== update.status || standing.message !== update.message;
}

function updateOf({ everywhere, providers }: Storm): ConditionUpdate {
  const type = poolConditions.disruptionPaused;
  const override = 'to act all the same, annotate the NodePool with cloudburst.io/resume-disruption=true';
  if (everywhere !== undefined) {
    return {
      type,
      status: 'True',
      reason: 'ClusterInTrouble',
      message: `${everywhere}: nothing is given up until that is over; ${override}`,
    };
  }
  const reasons = Object.values(providers);
  return reasons.length === 0
    ? { type, status: 'False', reason: 'DisruptionResumed', message: 'nodes are replaced and given back as usual' }
    : {
        type,
        status: 'True',
        reason: 'ProviderInTrouble',
        message: `${reasons.join('; ')}: replacements are bought elsewhere, nothing is given back until the provider confirms; ${override}`,
      };
}
