import { claimConditions, findCondition } from '../api/conditions.ts';
import type { NodeClaim } from '../api/generated.ts';
import { annotations } from '../api/labels.ts';
import { isNodeReady } from '../domain/node-health.ts';
import { isForeignNode } from '../domain/node-registration.ts';
import type { Node } from '../kube/types.ts';
import { isLive } from './pool-state.ts';
import { compareText } from './text-order.ts';

/** A claim with its Node, which is Ready. */
export interface Usable {
  readonly claim: NodeClaim;
  readonly node: Node;
  /** Milliseconds since the epoch at which it was Ready for the first time. */
  readonly readyMs: number;
}

/** The claim with its Node, or undefined when that is not Ready, is another machine, or either of them is going away. */
export function usableOf(claim: NodeClaim, node: Node | undefined): Usable | undefined {
  const readyMs = readyMsOf(claim);
  if (node === undefined || readyMs === undefined || !isLive(claim)) return undefined;
  const isLeaving = node.metadata.deletionTimestamp !== undefined;
  return isLeaving || isForeignNode(claim, node) || !isNodeReady(node) ? undefined : { claim, node, readyMs };
}

/** When the node of the claim was Ready for the first time, in milliseconds since the epoch. */
export function readyMsOf(claim: NodeClaim): number | undefined {
  const initialized = findCondition(claim.status?.conditions, claimConditions.initialized);
  return initialized?.status === 'True' ? Date.parse(initialized.lastTransitionTime) : undefined;
}

/** Since when the node of the claim is empty, in milliseconds since the epoch; undefined while it is not. */
export function emptyMsOf(claim: NodeClaim): number | undefined {
  const empty = findCondition(claim.status?.conditions, claimConditions.empty);
  return empty?.status === 'True' ? Date.parse(empty.lastTransitionTime) : undefined;
}

/** Whether claim or Node asks not to be given back. */
export function asksForPeace({ claim, node }: Usable): boolean {
  return [claim, node].some(({ metadata }) => metadata.annotations?.[annotations.doNotDisrupt] === 'true');
}

/** The dearest first, then the oldest, then by name. */
export function byPriceAndAge(a: Usable, b: Usable): number {
  const price = (b.claim.status?.priceEurPerHour ?? 0) - (a.claim.status?.priceEurPerHour ?? 0);
  return price || compareText(a.claim.metadata.creationTimestamp, b.claim.metadata.creationTimestamp) || byName(a, b);
}

/** By the name of the claim. */
export function byName(a: Usable, b: Usable): number {
  return compareText(a.claim.metadata.name, b.claim.metadata.name);
}
