import type { NodeClaim, NodeClass, NodePool } from '../api/generated.ts';
import { classBlock } from '../domain/class-block.ts';
import { isProviderName } from '../domain/offering.ts';

/** The claims that refer to the pool. */
export function claimsOfPool(pool: NodePool, claims: readonly NodeClaim[]): readonly NodeClaim[] {
  return claims.filter(
    ({ metadata, spec }) =>
      metadata.namespace === pool.metadata.namespace && spec.nodePoolRef.name === pool.metadata.name,
  );
}

/**
 * The claims that may need the class to rent a machine or to give it back: those of its namespace that used it or name it, themselves
 * or by their pool, and those that name none, where the class has a block for a cloud that the claim has tried or may try.
 */
export function claimsOfClass(
  nodeClass: NodeClass,
  { claims, pools }: { readonly claims: readonly NodeClaim[]; readonly pools: readonly NodePool[] },
): readonly NodeClaim[] {
  const near = claims.filter(({ metadata }) => metadata.namespace === nodeClass.metadata.namespace);
  return near.filter((claim) => {
    if (claim.status?.attempts?.some((attempt) => attempt.nodeClass === nodeClass.metadata.name)) return true;
    const pool = pools.find((one) => claimsOfPool(one, [claim]).length > 0);
    const named = [claim.spec.nodeClassRef?.name, pool?.spec.nodeClassRef?.name].filter((name) => name !== undefined);
    if (named.length > 0) return named.includes(nodeClass.metadata.name);
    const { provider, attempts = [] } = claim.status ?? {};
    const tried = [provider, ...attempts.map((attempt) => attempt.provider)];
    const reachable = [...tried, ...(pool?.spec.requirements.allowedProviders ?? [])];
    return reachable.some((name) => name !== undefined && isProviderName(name) && hasBlock(nodeClass, name));
  });
}

function hasBlock(nodeClass: NodeClass, provider: Parameters<typeof classBlock>[1]): boolean {
  return classBlock(nodeClass, provider) !== undefined;
}
