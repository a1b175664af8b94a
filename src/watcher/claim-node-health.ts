import type { NodeClaim } from '../api/generated.ts';
import { phaseOf } from '../domain/phase.ts';
import { changeObject, refOf } from '../kube/change-object.ts';
import { nodeClaims } from '../kube/cloudburst-resources.ts';
import { messageOf } from '../kube/errors.ts';
import { nodeNameOf } from '../planning/claim-capacity.ts';
import { withNodeReady } from '../planning/node-ready-condition.ts';
import type { ClusterState } from './cluster-state.ts';
import type { WatcherDependencies } from './dependencies.ts';

/** Keeps the condition NodeReady of a claim as its Node is; a failure is logged only, because the next look tries again. */
export async function followNodeHealth(
  { deps, state }: { readonly deps: WatcherDependencies; readonly state: ClusterState },
  seen: NodeClaim,
): Promise<void> {
  const node = state.nodes.get({ name: nodeNameOf(seen) });
  const isNews = (claim: NodeClaim) => {
    const isLeaving = claim.metadata.deletionTimestamp !== undefined;
    return isLeaving ? undefined : withNodeReady(claim, node, deps.now());
  };
  if (isNews(seen) === undefined) return;
  try {
    const target = { resource: nodeClaims, ref: refOf(seen), subresource: 'status' } as const;
    await changeObject(deps.kube, target, (claim) => {
      const conditions = isNews(claim);
      return (
        conditions && { status: { conditions, phase: phaseOf({ ...claim, status: { ...claim.status, conditions } }) } }
      );
    });
  } catch (error) {
    deps.log.warn(
      { nodeClaim: seen.metadata.name, reason: messageOf(error) },
      'Writing the health of a node failed, will be tried again',
    );
  }
}
