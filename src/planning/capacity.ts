import type { NodeClaim, Requirement, Taint } from '../api/generated.ts';
import { resourcesFit, subtractResources, type ResourceList } from '../domain/resources.ts';
import type { Pod } from '../kube/types.ts';
import type { DemandGroup } from './demand.ts';
import type { Placement } from './plan.ts';
import { implies, matchesRequirement, type Labels } from './requirements.ts';
import { untolerated } from './tolerations.ts';

/** A machine that is there or on its way, as pods see it. */
export interface Capacity {
  readonly kind: Placement['onto']['kind'];
  readonly name: string;
  /** The claim it belongs to, if it is one of ours. */
  readonly claim?: NodeClaim;
  /** Labels that are known. */
  readonly labels: Labels;
  /** What is sure about the labels that are not known yet; in the form of `intersect`. */
  readonly guarantees: readonly Requirement[];
  readonly taints: readonly Taint[];
  readonly free: ResourceList;
}

/** Pods that found room, and those that did not. */
export interface PlacementResult {
  readonly placed: readonly { readonly pod: Pod; readonly onto: Capacity }[];
  /** The groups with the pods that are left; empty ones are gone. */
  readonly rest: readonly DemandGroup[];
}

/** Whether pods of the group may run there as far as labels and taints go. Where labels are not known yet, only if it is sure. */
export function accepts(capacity: Capacity, group: DemandGroup): boolean {
  if (untolerated(group.tolerations, capacity.taints) !== undefined) return false;
  return group.alternatives.some((requirements) => requirements.every((requirement) => isSure(capacity, requirement)));
}

/**
 * Puts each pod onto the first capacity that accepts it and has room. Claims list the pods they were planned for: those try
 * their claim first, which only orders the search, so that the same demand always packs the same way.
 */
export function place(groups: readonly DemandGroup[], capacities: readonly Capacity[]): PlacementResult {
  const room = new Room(capacities);
  const unhinted = groups.map((group) => room.fillHinted(group));
  const rest = unhinted.map((group) => room.fillFirst(group)).filter((group) => group.pods.length > 0);
  return { placed: room.placed, rest };
}

/** What is free while pods are being placed. */
class Room {
  readonly placed: { pod: Pod; onto: Capacity }[] = [];
  private readonly free: Map<Capacity, ResourceList>;
  private readonly hints: ReadonlyMap<string, Capacity>;

  constructor(capacities: readonly Capacity[]) {
    this.free = new Map(capacities.map((capacity) => [capacity, capacity.free]));
    const planned = capacities.flatMap((capacity) =>
      (capacity.claim?.spec.pods ?? []).map((uid): [string, Capacity] => [uid, capacity]),
    );
    this.hints = new Map(planned);
  }

  /** Places the pods whose claim has room for them; returns the group with the others. */
  fillHinted(group: DemandGroup): DemandGroup {
    const left = group.pods.filter((pod) => {
      const hint = this.hints.get(pod.metadata.uid);
      return hint === undefined || !accepts(hint, group) || !this.tryPut(group, pod, hint);
    });
    return { ...group, pods: left };
  }

  /** Fills one capacity after the other; pods of a group are alike, so that one that is full for one of them is full for all. */
  fillFirst(group: DemandGroup): DemandGroup {
    const left = [...group.pods];
    for (const capacity of this.free.keys()) {
      if (!accepts(capacity, group)) continue;
      while (left[0] !== undefined && this.tryPut(group, left[0], capacity)) left.shift();
    }
    return { ...group, pods: left };
  }

  private tryPut(group: DemandGroup, pod: Pod, onto: Capacity): boolean {
    const free = this.free.get(onto) ?? {};
    if (!resourcesFit(group.requests, free)) return false;
    this.free.set(onto, subtractResources(free, group.requests));
    this.placed.push({ pod, onto });
    return true;
  }
}

function isSure(capacity: Capacity, requirement: Requirement): boolean {
  const isUnknown = capacity.guarantees.some((guarantee) => guarantee.key === requirement.key);
  return isUnknown ? implies(capacity.guarantees, requirement) : matchesRequirement(requirement, capacity.labels);
}
