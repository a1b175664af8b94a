import type { NodeClaim } from '../api/generated.ts';
import { claimConditions, withCondition } from '../api/conditions.ts';
import type { NodeLook } from '../contract/activities.ts';
import type { ClaimRef } from '../contract/claim-ref.ts';
import { registrationOf } from '../domain/node-registration.ts';
import { changeObject, refOf } from '../kube/change-object.ts';
import { nodes } from '../kube/core-resources.ts';
import type { Node } from '../kube/types.ts';
import { timestamp } from './dependencies.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { claimGone } from './failures.ts';
import { nodeOfClaim } from './node-of-claim.ts';

/** Looks whether the Node is there, without changing anything. */
export async function awaitRegistration(
  deps: ActivityDependencies,
  input: { readonly claim: ClaimRef },
): Promise<NodeLook> {
  const claim = await livingClaim(deps, input.claim);
  const node = await nodeOfClaim(deps.kube, claim);
  return 'absent' in node
    ? { kind: 'absent', message: node.absent }
    : { kind: 'registered', nodeName: node.metadata.name };
}

/** Gives the Node labels, taints, finalizer and provider id of its claim in one write, and then says so on the claim. */
export async function registerNode(deps: ActivityDependencies, input: { readonly claim: ClaimRef }): Promise<NodeLook> {
  const claim = await livingClaim(deps, input.claim);
  const node = await nodeOfClaim(deps.kube, claim);
  if ('absent' in node) return { kind: 'absent', message: node.absent };
  await patchNode(deps, claim, node);
  await recordRegistered(deps, input.claim, node);
  return { kind: 'registered', nodeName: node.metadata.name };
}

export async function livingClaim(deps: ActivityDependencies, ref: ClaimRef): Promise<NodeClaim> {
  const claim = await deps.claims.read(ref);
  if (claim === undefined || claim.metadata.deletionTimestamp !== undefined) throw claimGone();
  return claim;
}

/** The version that is the precondition keeps a taint that somebody has just added. */
async function patchNode(deps: ActivityDependencies, claim: NodeClaim, node: Node): Promise<void> {
  await changeObject(deps.kube, { resource: nodes, ref: refOf(node) }, (current) => {
    const { labels, annotations, finalizers, taints, providerID } = registrationOf(claim, current);
    const spec = { taints, ...(providerID === undefined ? {} : { providerID }) };
    return { metadata: { labels, annotations, finalizers }, spec };
  });
}

async function recordRegistered(deps: ActivityDependencies, ref: ClaimRef, node: Node): Promise<void> {
  const message = `Node ${node.metadata.name} is matched to the claim and carries its labels`;
  const update = { type: claimConditions.registered, status: 'True', reason: 'NodeRegistered', message } as const;
  const changed = await deps.claims.change(ref, (claim) => ({
    ...claim.status,
    nodeName: node.metadata.name,
    ...(node.status?.allocatable === undefined ? {} : { capacity: node.status.allocatable }),
    conditions: withCondition(claim.status?.conditions, update, timestamp(deps.now)),
  }));
  if (changed !== undefined) deps.events.normal(changed, { reason: 'Registered', message, action: 'Registering' });
}
