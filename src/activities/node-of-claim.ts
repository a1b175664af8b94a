import type { NodeClaim } from '../api/generated.ts';
import { finalizers, labels } from '../api/labels.ts';
import { isForeignNode } from '../domain/node-registration.ts';
import type { KubeClient } from '../kube/client-api.ts';
import { nodes } from '../kube/core-resources.ts';
import { NotFoundError } from '../kube/errors.ts';
import type { Node } from '../kube/types.ts';
import { nodeNameOf } from '../planning/claim-capacity.ts';

/** The claim's Node, or why there is none, as one sentence. A Node bears the name of its claim. */
export async function nodeOfClaim(kube: KubeClient, claim: NodeClaim): Promise<Node | { readonly absent: string }> {
  const { name } = claim.metadata;
  const node = await kube.find(nodes, { name });
  if (node === undefined) {
    return {
      absent: `no Node ${name} has registered; see the instance's cloud-init output, and whether it reaches the API server`,
    };
  }
  if (isForeignNode(claim, node)) {
    return {
      absent: `Node ${name} belongs to ${node.spec?.providerID}, not to ${claim.status?.providerID}; delete that Node`,
    };
  }
  return node;
}

/** The Node that is named like the claim, if it is labelled as the claim's or not labelled yet; for the claim's end. */
export async function ownNode(kube: KubeClient, claim: NodeClaim): Promise<Node | undefined> {
  const node = await kube.find(nodes, { name: nodeNameOf(claim) });
  const owner = node?.metadata.labels?.[labels.nodeClaim];
  return owner === undefined || owner === claim.metadata.name ? node : undefined;
}

/** Removes a Node of ours for good. The finalizer goes first: a Node that is being deleted means to the watcher that its user wants the machine gone. */
export async function removeNode(kube: KubeClient, node: Node): Promise<void> {
  const { name, uid } = node.metadata;
  const kept = (node.metadata.finalizers ?? []).filter((finalizer) => finalizer !== finalizers.termination);
  try {
    await kube.patch(nodes, { name }, { metadata: { finalizers: kept } });
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
  await kube.delete(nodes, { name }, { uid });
}
