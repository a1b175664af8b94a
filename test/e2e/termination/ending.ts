import type { Condition, NodeClaim } from '../../../src/api/generated.ts';
import { claimConditions, findCondition } from '../../../src/api/conditions.ts';
import { nodeClaims } from '../../../src/kube/cloudburst-resources.ts';
import { nodes } from '../../../src/kube/core-resources.ts';
import type { KubeObject, Resource } from '../../../src/kube/resource.ts';
import type { Node } from '../../../src/kube/types.ts';
import type { World } from '../world/world.ts';

/** policy/v1 PodDisruptionBudgets; the product itself never reads them. */
const budgets: Resource<KubeObject> = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  namespaced: true,
};

/** Forbids every eviction of the example's workload. */
export async function protectWorkload({ kube, namespace }: World): Promise<void> {
  const spec = { maxUnavailable: 0, selector: { matchLabels: { app: 'dr-workload' } } };
  const budget = { metadata: { namespace, name: 'keep-all' }, spec };
  await kube.create(budgets, budget);
}

export async function unprotectWorkload({ kube, namespace }: World): Promise<void> {
  await kube.delete(budgets, { namespace, name: 'keep-all' });
}

export async function deleteClaim({ kube, namespace }: World, claim: NodeClaim): Promise<void> {
  await kube.delete(nodeClaims, { namespace, name: claim.metadata.name });
}

/** Waits until the claim says how its drain goes, and gives the condition. */
export async function untilDrained(
  world: World,
  claim: NodeClaim,
  said: Pick<Condition, 'status' | 'reason'> & { readonly message: RegExp },
): Promise<Condition> {
  const fits = async (): Promise<Condition | undefined> => {
    const current = (await world.claims()).find(({ metadata }) => metadata.uid === claim.metadata.uid);
    const drained = findCondition(current?.status?.conditions, claimConditions.drained);
    const isSaid =
      drained?.status === said.status && drained.reason === said.reason && said.message.test(drained.message);
    return isSaid ? drained : undefined;
  };
  return world.until(`Drained=${said.status} ${said.reason} with ${said.message}`, fits);
}

/** Waits until the claim is gone. */
export async function untilGone(world: World, claim: NodeClaim, deadlineMs?: number): Promise<void> {
  const isGone = async (): Promise<boolean> =>
    (await world.claims()).every(({ metadata }) => metadata.uid !== claim.metadata.uid);
  await world.until(`${claim.metadata.name} to be gone`, isGone, deadlineMs);
}

/** The claim's Node, which must be there. */
export async function nodeOf({ kube }: World, claim: NodeClaim): Promise<Node> {
  return kube.get(nodes, { name: claim.status?.nodeName ?? claim.metadata.name });
}

/** Servers of both clouds. */
export async function servers({ clouds }: World): Promise<number> {
  const { hetzner, scaleway } = await clouds.contents();
  return hetzner.servers.length + scaleway.servers.length;
}
