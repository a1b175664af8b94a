import type { NodeClaim, NodePool } from '../api/generated.ts';
import { finalizers, labels } from '../api/labels.ts';
import { nodeClaims, nodePools } from '../kube/cloudburst-resources.ts';
import { AlreadyExistsError, ConflictError } from '../kube/errors.ts';
import { keyOf } from '../kube/resource.ts';
import { claimName } from '../planning/claim-name.ts';
import type { PlannedClaim } from '../planning/plan.ts';
import type { WatcherDependencies } from './dependencies.ts';

/** The claims that were created for one pool, or that somebody else acted on it since it was read. */
export type Creation =
  { readonly kind: 'created'; readonly claims: readonly NodeClaim[] } | { readonly kind: 'outdated' };

/**
 * Creates the planned claims of one pool, which gets the finalizer that keeps it for them first. The pool's planGeneration is raised first, with the version that the plan was made from
 * as precondition, so that of two watchers with the same plan one must plan anew.
 */
export async function createClaims(
  deps: WatcherDependencies,
  pool: NodePool,
  planned: readonly PlannedClaim[],
): Promise<Creation> {
  if (pool.metadata.deletionTimestamp !== undefined) return { kind: 'outdated' };
  const planGeneration = (pool.status?.planGeneration ?? 0) + 1;
  try {
    const { resourceVersion } = (await holdPool(deps, pool)).metadata;
    const patch = { status: { planGeneration } };
    await deps.kube.patch(nodePools, keyOf(pool), patch, { subresource: 'status', resourceVersion });
  } catch (error) {
    if (error instanceof ConflictError) return { kind: 'outdated' };
    throw error;
  }
  const claims = await Promise.all(planned.map((plan) => createClaim(deps, { pool, plan, planGeneration })));
  return { kind: 'created', claims };
}

async function holdPool(deps: WatcherDependencies, pool: NodePool): Promise<NodePool> {
  const { finalizers: standing = [], resourceVersion } = pool.metadata;
  if (standing.includes(finalizers.inUse)) return pool;
  const patch = { metadata: { finalizers: [...standing, finalizers.inUse] } };
  return deps.kube.patch(nodePools, keyOf(pool), patch, { resourceVersion });
}

interface NewClaim {
  readonly pool: NodePool;
  readonly plan: PlannedClaim;
  readonly planGeneration: number;
}

async function createClaim(deps: WatcherDependencies, { pool, plan, planGeneration }: NewClaim): Promise<NodeClaim> {
  const namespace = pool.metadata.namespace ?? 'default';
  const name = claimName({
    namespace,
    poolName: pool.metadata.name,
    poolUid: pool.metadata.uid,
    planGeneration,
    index: plan.index,
  });
  const owner = {
    apiVersion: 'cloudburst.io/v1alpha1',
    kind: 'NodePool',
    name: pool.metadata.name,
    uid: pool.metadata.uid,
  };
  const metadata = {
    namespace,
    name,
    labels: { [labels.nodePool]: pool.metadata.name },
    finalizers: [finalizers.instance],
    ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: false }],
  };
  try {
    const claim = await deps.kube.create(nodeClaims, { metadata, spec: plan.spec });
    deps.counters.add('nodeclaims_created_total', { nodepool: pool.metadata.name });
    return claim;
  } catch (error) {
    if (error instanceof AlreadyExistsError) return deps.kube.get(nodeClaims, { namespace, name });
    throw error;
  }
}
