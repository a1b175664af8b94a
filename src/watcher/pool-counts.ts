import type { NodeClaim } from '../api/generated.ts';
import { nodePools } from '../kube/cloudburst-resources.ts';
import { messageOf, NotFoundError } from '../kube/errors.ts';
import type { ClusterState } from './cluster-state.ts';
import type { WatcherDependencies } from './dependencies.ts';
import { countPool } from './pool-status.ts';

/** Writes into the status of the claim's pool what its claims add up to, if that has changed. */
export async function updateCountsOf(
  { deps, state }: { readonly deps: WatcherDependencies; readonly state: ClusterState },
  claim: NodeClaim,
): Promise<void> {
  const key = { namespace: claim.metadata.namespace ?? 'default', name: claim.spec.nodePoolRef.name };
  const pool = state.pools.get(key);
  if (pool === undefined) return;
  const counts = countPool(pool, state.claims.list());
  deps.counters.set('nodepools_nodes', counts.nodes, { nodepool: key.name });
  deps.counters.set('nodepools_hourly_price_eur', counts.hourlyPriceEur, { nodepool: key.name });
  const { nodes, ready, hourlyPriceEur, capacity } = pool.status ?? {};
  if (JSON.stringify({ nodes, ready, hourlyPriceEur, capacity }) === JSON.stringify(counts)) return;
  try {
    await deps.kube.patch(nodePools, key, { status: counts }, { subresource: 'status' });
  } catch (error) {
    if (!(error instanceof NotFoundError))
      deps.log.warn({ nodePool: key.name, reason: messageOf(error) }, 'Counting the claims of a NodePool failed');
  }
}
