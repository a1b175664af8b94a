import type { NodeClaim } from '../api/generated.ts';
import { isForeignNode } from '../domain/node-registration.ts';
import { nodeClaims } from '../kube/cloudburst-resources.ts';
import { messageOf } from '../kube/errors.ts';
import type { Node } from '../kube/types.ts';
import { nodeNameOf } from '../planning/claim-capacity.ts';
import type { ClusterState } from './cluster-state.ts';
import type { WatcherDependencies } from './dependencies.ts';

/** The claim whose machine the Node is. */
export function claimOfNode(state: ClusterState, node: Node): NodeClaim | undefined {
  return state.claims.list().find((claim) => nodeNameOf(claim) === node.metadata.name);
}

/** Whoever deletes the Node means the machine; our finalizer holds the Node until the claim has given it back. */
export function endClaimOfNode(
  { deps, state }: { readonly deps: WatcherDependencies; readonly state: ClusterState },
  node: Node,
): void {
  const claim = node.metadata.deletionTimestamp === undefined ? undefined : claimOfNode(state, node);
  // Of a Node that only bears the claim's name the machine is another one.
  if (claim !== undefined && !isForeignNode(claim, node)) void deleteClaim(deps, claim);
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
