import type { NodeClaim } from '../api/generated.ts';
import { isForeignNode } from '../domain/node-registration.ts';
import { nodeClaims } from '../kube/cloudburst-resources.ts';
import { messageOf } from '../kube/errors.ts';
import type { Node } from '../kube/types.ts';
import { nodeNameOf } from '../planning/claim-capacity.ts';
import type { ClusterState } from './cluster-state.ts';
import type { WatcherDependencies } from './dependencies.ts';

interface Claims {
  readonly claims: Pick<ClusterState['claims'], 'list'>;
}

/** The claim whose Node bears the name. */
export function claimOfNode(state: Claims, node: Node): NodeClaim | undefined {
  return state.claims.list().find((claim) => nodeNameOf(claim) === node.metadata.name);
}

/** The claim that ends with the Node, if that is being deleted. Of a Node that only bears the claim's name the machine is another one. */
export function claimEndedBy(state: Claims, node: Node): NodeClaim | undefined {
  const claim = node.metadata.deletionTimestamp === undefined ? undefined : claimOfNode(state, node);
  return claim === undefined || isForeignNode(claim, node) ? undefined : claim;
}

/** Whoever deletes the Node means the machine; our finalizer holds the Node until the claim has given it back. */
export function endClaimOfNode(
  { deps, state }: { readonly deps: WatcherDependencies; readonly state: Claims },
  node: Node,
): void {
  const claim = claimEndedBy(state, node);
  if (claim !== undefined) void deleteClaim(deps, claim);
}

async function deleteClaim(deps: WatcherDependencies, claim: NodeClaim): Promise<void> {
  const { namespace, name, uid, deletionTimestamp } = claim.metadata;
  if (deletionTimestamp !== undefined) return;
  try {
    await deps.kube.delete(nodeClaims, { namespace: namespace ?? 'default', name }, { uid });
  } catch (error) {
    deps.log.warn(
      { nodeClaim: name, reason: messageOf(error) },
      'Deleting the NodeClaim of a deleted Node failed, will be tried again',
    );
  }
}
