import type { NodePoolSpec } from '../../../src/api/generated.ts';
import { claimConditions, findCondition } from '../../../src/api/conditions.ts';
import type { NodeClaim } from '../../../src/api/generated.ts';
import { nodeClaims } from '../../../src/kube/cloudburst-resources.ts';
import type { World } from '../world/world.ts';

/** The example's pool with another policy of giving back. */
export function withDisruption(
  disruption: NonNullable<NodePoolSpec['disruption']>,
  limits: Partial<NodePoolSpec['limits']> = {},
): Parameters<World['applyPool']>[0] {
  return { pool: (spec) => ({ ...spec, limits: { ...spec.limits, maxNodes: 5, ...limits }, disruption }) };
}

/** The claim's condition Empty. */
export function emptyOf(claim: NodeClaim | undefined) {
  return findCondition(claim?.status?.conditions, claimConditions.empty);
}

/** Makes the claim as old as if it had been Ready for the seconds; the shortest expiry that a pool may ask for is a minute. */
export async function age({ kube, namespace }: World, claim: NodeClaim, seconds: number): Promise<void> {
  const lastTransitionTime = new Date(Date.now() - seconds * 1000).toISOString();
  const conditions = (claim.status?.conditions ?? []).map((condition) =>
    condition.type === claimConditions.initialized ? { ...condition, lastTransitionTime } : condition,
  );
  const key = { namespace, name: claim.metadata.name };
  await kube.patch(nodeClaims, key, { status: { conditions } }, { subresource: 'status' });
}
