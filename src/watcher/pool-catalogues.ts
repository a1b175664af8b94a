import type { PoolCatalogue } from '../activities/catalogue.ts';
import { reportClassProblem } from '../activities/class-problems.ts';
import { findCondition, poolConditions, withCondition } from '../api/conditions.ts';
import type { NodePool } from '../api/generated.ts';
import { failureTypes } from '../contract/failure-type.ts';
import { nodeClasses, nodePools } from '../kube/cloudburst-resources.ts';
import { ConflictError, NotFoundError } from '../kube/errors.ts';
import { referenceTo } from '../kube/event-recorder.ts';
import { poolKey } from '../planning/picture.ts';
import type { ClusterState } from './cluster-state.ts';
import type { WatcherDependencies } from './dependencies.ts';

/** What each pool can buy, by the key of the pool. */
export async function readCatalogues(deps: WatcherDependencies, state: ClusterState): Promise<Readonly<Record<string, PoolCatalogue>>> {
  const classes = state.classes.list();
  const entries = state.pools.list().map(async (pool) => [poolKey(pool), await deps.catalogue.offerings(pool, classes)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** Says on each class whose credential was refused that it was; once, until the Secret or the class changes. */
export async function reportRefusedCredentials(deps: WatcherDependencies, { problems }: PoolCatalogue): Promise<void> {
  for (const { refused, message } of problems) {
    if (refused === undefined) continue;
    const { nodeClass, provider } = refused;
    const isNews = await reportClassProblem(deps, nodeClass, { provider, reason: failureTypes.credentials, message });
    if (!isNews) continue;
    deps.events.record({ regarding: referenceTo(nodeClasses, nodeClass), type: 'Warning', reason: failureTypes.credentials, action: 'Planning', note: message });
  }
}

/** Says on the pool which of its providers cannot be used and why; writes only when that has changed. */
export async function reportProblems(deps: WatcherDependencies, pool: NodePool, catalogue: PoolCatalogue): Promise<void> {
  const message = catalogue.problems.map((problem) => `${problem.provider}: ${problem.message}`).join('; ');
  const usable = message === '';
  const previous = findCondition(pool.status?.conditions, poolConditions.nodeClassReady);
  const next = { type: poolConditions.nodeClassReady, status: usable ? 'True' : 'False', reason: usable ? 'ProvidersUsable' : 'ProviderNotUsable' } as const;
  const text = usable ? 'every allowed provider can be used' : message;
  if (previous?.status === next.status && previous.message === text) return;
  if (!usable) {
    deps.events.record({ regarding: referenceTo(nodePools, pool), type: 'Warning', reason: next.reason, action: 'Planning', note: message });
  }
  const now = new Date(deps.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  const { namespace, name, resourceVersion } = pool.metadata;
  const conditions = withCondition(pool.status?.conditions, { ...next, message: text }, now);
  try {
    await deps.kube.patch(nodePools, { namespace: namespace ?? 'default', name }, { metadata: { resourceVersion }, status: { conditions } }, { subresource: 'status' });
  } catch (error) {
    // Somebody else wrote: the next plan sees that and says it again.
    if (!(error instanceof ConflictError) && !(error instanceof NotFoundError)) throw error;
  }
}
