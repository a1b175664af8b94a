import { claimConditions, isTrue } from '../api/conditions.ts';
import type { NodeClaim, NodeClass, NodePool } from '../api/generated.ts';
import { signals } from '../contract/messages.ts';
import type { StoreChange } from '../kube/object-store.ts';
import type { Node, Pod } from '../kube/types.ts';
import { isDemand } from '../planning/demand.ts';
import { concernsLaunches } from './class-change.ts';
import { checkClassSafely } from './class-checks.ts';
import { followNodeHealth } from './claim-node-health.ts';
import { decideCsr } from './csr-approver.ts';
import { claimOfNode, endClaimOfNode } from './node-deletion.ts';
import { requestPlan } from './parts.ts';
import type { Parts } from './parts.ts';
import { updateCountsOf } from './pool-counts.ts';

/** What each change in the cluster asks for. Gives the functions that end it. */
export function react(parts: Parts): readonly (() => void)[] {
  const { deps, state } = parts;
  return [
    state.pods.onChange((change) => onPod(parts, change)),
    state.nodes.onChange((change) => onNode(parts, change)),
    state.claims.onChange((change) => onClaim(parts, change)),
    state.pools.onChange((change) => onPool(parts, change)),
    state.classes.onChange((change) => onClass(parts, change)),
    state.csrs.onChange((change) => {
      if (change.type === 'upsert') void decideCsr(deps, change.object);
    }),
  ];
}

function onPod({ batcher }: Parts, change: StoreChange<Pod>): void {
  const { metadata, spec } = change.object;
  // A waiting pod that is gone is news too: the claim that was made for it may not be needed any more.
  const isNews = change.type === 'upsert' ? isDemand(change.object) : spec.nodeName === undefined;
  if (isNews) batcher.add(`${change.type} ${metadata.uid}`);
}

function onNode(parts: Parts, { object }: StoreChange<Node>): void {
  const claim = claimOfNode(parts.state, object);
  if (claim !== undefined) {
    parts.dispatcher.look(claim);
    void followNodeHealth(parts, claim);
  }
  endClaimOfNode(parts, object);
}

function onClaim(parts: Parts, change: StoreChange<NodeClaim>): void {
  if (change.type === 'upsert') parts.dispatcher.look(change.object);
  // What the claim of a lost node held is demand from the moment the loss is declared.
  if (change.type !== 'upsert' || isLost(change.object) !== isLost(change.previous)) requestPlan(parts);
  void updateCountsOf(parts, change.object);
}

function isLost(claim: NodeClaim | undefined): boolean {
  return isTrue(claim?.status?.conditions, claimConditions.lost);
}

function onPool(parts: Parts, change: StoreChange<NodePool>): void {
  const { object: pool } = change;
  if (change.type !== 'upsert' || pool.metadata.generation === change.previous?.metadata.generation) return;
  requestPlan(parts);
  lookAgain(parts, (claim) => claim.spec.nodePoolRef.name === pool.metadata.name && sameNamespace(claim, pool));
}

function onClass(parts: Parts, change: StoreChange<NodeClass>): void {
  if (change.type !== 'upsert' || !concernsLaunches(change.object, change.previous)) return;
  void checkClassSafely(parts.deps, change.object);
  requestPlan(parts);
  lookAgain(parts, (claim) => sameNamespace(claim, change.object));
}

/** A claim between two rounds begins the next one now. */
function lookAgain({ state, dispatcher }: Parts, concerns: (claim: NodeClaim) => boolean): void {
  for (const claim of state.claims.list()) {
    const waiting =
      claim.metadata.deletionTimestamp === undefined && !isTrue(claim.status?.conditions, claimConditions.launched);
    if (waiting && concerns(claim)) dispatcher.send(claim, { kind: 'signal', signal: signals.lookAgain });
  }
}

function sameNamespace(claim: NodeClaim, other: NodePool | NodeClass): boolean {
  return claim.metadata.namespace === other.metadata.namespace;
}
