import type { NodeClaim } from '../api/generated.ts';
import { claimConditions, findCondition, withCondition } from '../api/conditions.ts';
import { finalizers } from '../api/labels.ts';
import { claimRefOf } from '../contract/claim-ref.ts';
import type { ClaimRef } from '../contract/claim-ref.ts';
import { changeObject } from '../kube/change-object.ts';
import { nodeClaims } from '../kube/cloudburst-resources.ts';
import { nodes, pods } from '../kube/core-resources.ts';
import { keyOf } from '../kube/resource.ts';
import { nodeNameOf } from '../planning/claim-capacity.ts';
import { countTermination } from './claim-metrics.ts';
import { timestamp } from './dependencies.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { notYet } from './failures.ts';
import { withHeartbeat } from './heartbeat.ts';
import { revokeJoinTokens } from './join-tokens.ts';
import { ownNode, removeNode } from './node-of-claim.ts';

type Input = { readonly claim: ClaimRef };

/** Milliseconds between two looks at a Node that somebody else holds. */
const heldNodeMs = 2000;

/**
 * Removes the Node of a lost machine before the machine is confirmed gone. Until it is, its create counts as one of unknown outcome,
 * and the claim stays.
 */
export async function removeLostNode(deps: ActivityDependencies, input: Input): Promise<void> {
  return withHeartbeat(async () => {
    const claim = await deps.claims.read(input.claim);
    const node = claim && (await ownNode(deps.kube, claim));
    if (claim === undefined || node === undefined) return;
    await removeNode(deps.kube, node);
    await deps.claims.change(input.claim, ({ status }) => ({
      ...status,
      attempts: (status?.attempts ?? []).map((attempt) =>
        attempt.outcome === 'Created' && attempt.instanceID === status?.instanceID
          ? { ...attempt, outcome: 'Unknown' as const, reason: 'NotConfirmedGone' }
          : attempt,
      ),
    }));
  });
}

/** Removes the Node, what is left of its pods and of tokens, and last the finalizer that held the claim. */
export async function releaseNodeClaim(deps: ActivityDependencies, input: Input): Promise<void> {
  return withHeartbeat(async () => {
    const claim = await deps.claims.read(input.claim);
    if (claim === undefined) return;
    await removeNodeForGood(deps, claim);
    await freePods(deps, claim);
    await revokeJoinTokens(deps.kube, input.claim);
    const ref = { ...input.claim };
    await changeObject(deps.kube, { resource: nodeClaims, ref }, ({ metadata }) => ({
      metadata: { finalizers: (metadata.finalizers ?? []).filter((finalizer) => finalizer !== finalizers.instance) },
    }));
    countTermination(deps, claim);
  });
}

/** A Node that the finalizer of somebody else holds keeps the claim: nobody but the claim would tell that it is still there. */
async function removeNodeForGood(deps: ActivityDependencies, claim: NodeClaim): Promise<void> {
  const node = await ownNode(deps.kube, claim);
  if (node === undefined) return;
  await removeNode(deps.kube, node);
  const left = await deps.kube.find(nodes, keyOf(node));
  if (left?.metadata.uid !== node.metadata.uid) return;
  const message = `Node ${left.metadata.name} is held by the finalizers ${left.metadata.finalizers?.join(', ')}; whoever set them has to remove them`;
  const update = { type: claimConditions.terminating, status: 'True', reason: 'NodeHeld', message } as const;
  if (findCondition(claim.status?.conditions, update.type)?.message !== message) {
    await deps.claims.change(claimRefOf(claim), ({ status }) => ({
      ...status,
      conditions: withCondition(status?.conditions, update, timestamp(deps.now)),
    }));
    deps.events.warn(claim, { reason: update.reason, message, action: 'Terminating' });
  }
  throw notYet(message, heldNodeMs);
}

/** The machine is gone for sure, so no container of these pods runs; without this they would stay for minutes, waiting for a kubelet. */
async function freePods(deps: ActivityDependencies, claim: NodeClaim): Promise<void> {
  const name = nodeNameOf(claim);
  // A Node of that name that is not the claim's has a kubelet of its own.
  if (isNeverRegistered(claim) || (await deps.kube.find(nodes, { name })) !== undefined) return;
  const { items } = await deps.kube.list(pods, { fieldSelector: `spec.nodeName=${name}` });
  await Promise.all(
    items.map((pod) => deps.kube.delete(pods, keyOf(pod), { uid: pod.metadata.uid, gracePeriodSeconds: 0 })),
  );
}

function isNeverRegistered(claim: NodeClaim): boolean {
  return claim.status?.nodeName === undefined;
}
