import type { PoolCatalogue } from '../activities/catalogue.ts';
import { reportClassProblem } from '../activities/class-problems.ts';
import type { NodePool } from '../api/generated.ts';
import { failureTypes } from '../contract/failure-type.ts';
import { nodeClasses, nodePools } from '../kube/cloudburst-resources.ts';
import { ConflictError, NotFoundError } from '../kube/errors.ts';
import { referenceTo } from '../kube/event-recorder.ts';
import { poolKey } from '../planning/picture.ts';
import type { ClusterState } from './cluster-state.ts';
import type { WatcherDependencies } from './dependencies.ts';
import { poolNews } from './pool-findings.ts';
import type { PoolFindings, PoolNews } from './pool-findings.ts';
import { timestampOf } from '../domain/timestamp.ts';

/** What each pool can buy, by the key of the pool. */
export async function readCatalogues(
  deps: WatcherDependencies,
  state: ClusterState,
): Promise<Readonly<Record<string, PoolCatalogue>>> {
  const classes = state.classes.list();
  const entries = state.pools
    .list()
    .map(async (pool) => [poolKey(pool), await deps.catalogue.offerings(pool, classes)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** Says on each class whose credential was refused that it was; once, until the Secret or the class changes. */
export async function reportRefusedCredentials(deps: WatcherDependencies, { problems }: PoolCatalogue): Promise<void> {
  for (const { refused, message } of problems) {
    if (refused === undefined) continue;
    const { nodeClass, provider } = refused;
    const isNews = await reportClassProblem(deps, nodeClass, { provider, reason: failureTypes.credentials, message });
    if (!isNews) continue;
    deps.events.record({
      regarding: referenceTo(nodeClasses, nodeClass),
      type: 'Warning',
      reason: failureTypes.credentials,
      action: 'Planning',
      note: message,
    });
  }
}

/** Reads of a pool in one report; the counts of the same pool are written while its claims change. */
const mostReads = 5;

/** Says on the pool which of its providers cannot be used and which limit is reached; writes only when that has changed. */
export async function reportFindings(
  deps: Pick<WatcherDependencies, 'kube' | 'now' | 'events'>,
  pool: NodePool,
  findings: PoolFindings,
): Promise<void> {
  const key = { namespace: pool.metadata.namespace ?? 'default', name: pool.metadata.name };
  let current: NodePool | undefined = pool;
  // The next plan may be long in coming, so a conflict is no reason to leave it unsaid.
  for (let reads = 1; current !== undefined && current.metadata.uid === pool.metadata.uid; reads += 1) {
    const news = poolNews(current, findings, timestampOf(deps.now()));
    if (news === undefined) return;
    try {
      const patch = {
        metadata: { resourceVersion: current.metadata.resourceVersion },
        status: { conditions: news.conditions },
      };
      await deps.kube.patch(nodePools, key, patch, { subresource: 'status' });
      return warn(deps, pool, news.warnings);
    } catch (error) {
      if (error instanceof NotFoundError) return;
      if (!(error instanceof ConflictError) || reads >= mostReads) throw error;
      current = await deps.kube.find(nodePools, key);
    }
  }
}

function warn({ events }: Pick<WatcherDependencies, 'events'>, pool: NodePool, warnings: PoolNews['warnings']): void {
  for (const { reason, message } of warnings) {
    events.record({
      regarding: referenceTo(nodePools, pool),
      type: 'Warning',
      reason,
      action: 'Planning',
      note: message,
    });
  }
}
