import type { PoolCatalogue } from '../activities/catalogue.ts';
import { reportClassProblem } from '../activities/class-problems.ts';
import type { NodePool } from '../api/generated.ts';
import { failureTypes } from '../contract/failure-type.ts';
import { changeObject, refOf } from '../kube/change-object.ts';
import { nodeClasses, nodePools } from '../kube/cloudburst-resources.ts';
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

/** Says on the pool which of its providers cannot be used and which limit is reached; writes only when that has changed. */
export async function reportFindings(
  deps: Pick<WatcherDependencies, 'kube' | 'now' | 'events'>,
  pool: NodePool,
  findings: PoolFindings,
): Promise<void> {
  const seen = poolNews(pool, findings, timestampOf(deps.now()));
  if (seen === undefined) return;
  let news: PoolNews | undefined;
  const target = { resource: nodePools, ref: refOf(pool), subresource: 'status' } as const;
  const written = await changeObject(deps.kube, target, (current) => {
    news = poolNews(current, findings, timestampOf(deps.now()));
    return news && { status: { conditions: news.conditions } };
  });
  if (written !== undefined) warn(deps, pool, news?.warnings ?? []);
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
