import { disruptedTaint } from '../api/labels.ts';
import { resourcesFit } from '../domain/resources.ts';
import type { Node, Pod } from '../kube/types.ts';
import { accepts } from './capacity.ts';
import { groupDemand, isWaiting, willReturn } from './demand.ts';
import { existingCapacity, leavingNodes } from './existing-capacity.ts';
import type { PlanningPicture } from './picture.ts';
import { poolStates } from './pool-state.ts';

/** What of the cluster decides which nodes pods may land on. */
export type NodePicture = Pick<PlanningPicture, 'pods' | 'nodes' | 'claims' | 'pools' | 'daemonSets'>;

/**
 * Names of the usable nodes on which a pod that waits would have room, seen as the planner sees them. Pods that the scheduler has not
 * looked at yet count as well: it may be about to bind one. Throws QuantityError.
 */
export function wantedNodes(seen: NodePicture): ReadonlySet<string> {
  const groups = groupDemand(comingPods(seen));
  if (groups.length === 0) return new Set();
  // What is sold, and by whom, does not matter for nodes that are there.
  const picture = { ...seen, classes: [], offeringsByPool: {} };
  const { ready } = existingCapacity(picture, poolStates(picture));
  const wanted = ready.filter((capacity) =>
    groups.some((group) => accepts(capacity, group) && resourcesFit(group.requests, capacity.free)),
  );
  return new Set(wanted.map(({ name }) => name));
}

/** Whether the node bears the taint of a node that is being given back. */
export function bearsDisruptedTaint({ spec }: Node): boolean {
  return spec.taints?.some(isDisruptedTaint) ?? false;
}

/** The taints of the node without that of a node that is being given back. */
export function otherTaints({ spec }: Node): NonNullable<Node['spec']['taints']> {
  return (spec.taints ?? []).filter((taint) => !isDisruptedTaint(taint));
}

function comingPods(picture: NodePicture): readonly Pod[] {
  const leaving = leavingNodes(picture);
  return picture.pods.filter((pod) => {
    const { nodeName } = pod.spec;
    return nodeName === undefined ? isWaiting(pod) : leaving.has(nodeName) && willReturn(pod);
  });
}

function isDisruptedTaint(taint: { readonly key: string; readonly effect: string }): boolean {
  return taint.key === disruptedTaint.key && taint.effect === disruptedTaint.effect;
}
