import type { NodePool } from '../api/generated.ts';
import { nodeClaims } from '../kube/cloudburst-resources.ts';
import { isLaunched } from '../planning/claim-capacity.ts';
import { isDemand } from '../planning/demand.ts';
import { poolKey } from '../planning/picture.ts';
import type { PlannedClaim, ScaleUpPlan } from '../planning/plan.ts';
import { isLive } from '../planning/pool-state.ts';
import { planScaleUp } from '../planning/scale-up.ts';
import { createClaims } from './claim-creation.ts';
import type { ClusterState } from './cluster-state.ts';
import type { CreatedClaims } from './created-claims.ts';
import type { WatcherDependencies } from './dependencies.ts';
import type { Dispatcher } from './dispatcher.ts';
import { announceClaim, tellUnserved } from './plan-news.ts';
import { readCatalogues, reportFindings, reportRefusedCredentials } from './pool-catalogues.ts';
import { limitReached, saysLimitReached } from './pool-findings.ts';

/** What one plan leaves for the next. Losing it costs nothing but a repeated event or one more plan before a deletion. */
export interface PlannerMemory {
  readonly created: CreatedClaims;
  /** UIDs of the claims that the last plan had no use for. */
  surplus: ReadonlySet<string>;
  /** What each pod was last told, by UID. */
  readonly told: Map<string, string>;
}

/** Everything one plan works with. */
export interface Planning {
  readonly deps: WatcherDependencies;
  readonly state: ClusterState;
  readonly dispatcher: Dispatcher;
  readonly memory: PlannerMemory;
}

/** One plan and what follows from it. False when the picture turned out to be out of date. */
export async function planOnce(planning: Planning): Promise<boolean> {
  const { deps, state } = planning;
  if (!state.synced() || !isNeeded(state)) return true;
  const startedMs = deps.now();
  const catalogues = await readCatalogues(deps, state);
  const claims = planning.memory.created.joinedTo(state.claims.list(), deps.now());
  // The claims of a pool that is being deleted go with it, and nothing new is made for it.
  const pools = state.pools.list().filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const plan = planScaleUp({
    pods: state.pods.list(),
    nodes: state.nodes.list(),
    daemonSets: state.daemonSets.list(),
    claims,
    pools,
    classes: state.classes.list(),
    offeringsByPool: Object.fromEntries(
      Object.entries(catalogues).map(([key, catalogue]) => [key, catalogue.offerings]),
    ),
    problemsByPool: Object.fromEntries(
      Object.entries(catalogues).map(([key, { problems }]) => [key, problems.map(({ message }) => message)]),
    ),
  });
  deps.counters.observe('scheduler_scheduling_duration_seconds', (deps.now() - startedMs) / 1000);
  deps.counters.set(
    'scheduler_unschedulable_pods_count',
    plan.unserved.length + plan.placed.length + plan.claims.flatMap((claim) => claim.pods).length,
  );
  const complete = await buy(planning, pools, plan);
  tellUnserved(planning, planning.memory.told, plan);
  await deleteSurplus(planning, plan);
  // After the purchase, which needs the pool as it was read.
  for (const pool of pools) {
    const catalogue = catalogues[poolKey(pool)];
    const current = state.pools.get({ namespace: pool.metadata.namespace ?? 'default', name: pool.metadata.name });
    if (catalogue === undefined || current === undefined) continue;
    await reportFindings(deps, current, { problems: catalogue.problems, limit: limitReached(pool, plan.unserved) });
    await reportRefusedCredentials(deps, catalogue);
  }
  return complete;
}

/** A plan costs catalogue reads, so none is made while there is nothing to decide. */
function isNeeded(state: ClusterState): boolean {
  return (
    state.pods.list().some(isDemand) ||
    state.pools.list().some((pool) => (pool.spec.limits.minNodes ?? 0) > 0 || saysLimitReached(pool)) ||
    state.claims.list().some((claim) => !isLaunched(claim) || !isLive(claim))
  );
}

async function buy(planning: Planning, pools: readonly NodePool[], plan: ScaleUpPlan): Promise<boolean> {
  const byPool = Map.groupBy(plan.claims, (claim) => claim.pool.uid);
  const results = await Promise.all(
    [...byPool].map(([uid, planned]) =>
      buyForPool(
        planning,
        pools.find((pool) => pool.metadata.uid === uid),
        planned,
      ),
    ),
  );
  return results.every(Boolean);
}

async function buyForPool(
  planning: Planning,
  pool: NodePool | undefined,
  planned: readonly PlannedClaim[],
): Promise<boolean> {
  const { deps, dispatcher, memory } = planning;
  if (pool === undefined) return false;
  const creation = await createClaims(deps, pool, planned);
  if (creation.kind === 'outdated') return false;
  for (const [index, claim] of creation.claims.entries()) {
    memory.created.add(claim, deps.now());
    dispatcher.send(claim, { kind: 'provision' });
    announceClaim(planning, claim, planned[index]);
  }
  return true;
}

/** An unlaunched claim goes when two plans in a row had no use for it: its pods were deleted, or fit elsewhere. */
async function deleteSurplus({ deps, memory }: Planning, plan: ScaleUpPlan): Promise<void> {
  const twice = plan.surplusClaims.filter(({ uid }) => memory.surplus.has(uid));
  memory.surplus = new Set(plan.surplusClaims.map(({ uid }) => uid));
  for (const { namespace, name, uid } of twice) {
    deps.log.info({ nodeClaim: name }, 'Deleting a NodeClaim that no pod needs any more');
    await deps.kube.delete(nodeClaims, { namespace, name }, { uid });
  }
}
