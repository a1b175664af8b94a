import type { Requirement } from '../api/generated.ts';
import { addResources, resourcesFit, type ResourceList } from '../domain/resources.ts';
import type { Pod } from '../kube/types.ts';
import type { DemandGroup } from './demand.ts';
import { isAffordable, type Candidate } from './feasible-offerings.ts';
import {
  addUsage,
  brokenLimit,
  isWithin,
  limitsOf,
  subtractUsage,
  usageOf,
  usageOfClaims,
  type Limits,
  type Usage,
} from './pool-ledger.ts';
import type { PoolState } from './pool-state.ts';
import { matchesLabels } from './requirements.ts';
import { untolerated } from './tolerations.ts';

/** A machine that the plan buys. */
export interface PlannedMachine {
  readonly state: PoolState;
  readonly pods: readonly Pod[];
  /** Of its pods and of DaemonSets together. */
  readonly requests: ResourceList;
  readonly requirements: readonly Requirement[];
  /** What may be bought for it, cheapest first; never empty. */
  readonly candidates: readonly [Candidate, ...Candidate[]];
}

/** A machine of which the candidates are yet to be narrowed. */
type Draft = Omit<PlannedMachine, 'state' | 'candidates'> & Partial<Pick<PlannedMachine, 'candidates'>>;

/** Machines that one plan buys for one pool, with the limits reserved as they are added. */
export class Purchases {
  readonly state: PoolState;
  readonly machines: PlannedMachine[] = [];
  /** Of the claims that exist and the machines so far. */
  private usage: Usage;
  private readonly limits: Limits;
  private readonly affordable: readonly Candidate[];

  constructor(state: PoolState) {
    this.state = state;
    this.usage = usageOfClaims(state);
    this.limits = limitsOf(state.pool);
    this.affordable = state.candidates.filter(({ offering }) => isAffordable(state.pool, offering));
  }

  /** Adds as many pods of the group as it can, to machines that are planned already and to new ones; returns those left. */
  serve(group: DemandGroup): readonly Pod[] {
    const left = [...group.pods];
    for (const index of this.machines.keys()) {
      while (left[0] !== undefined && this.extend(index, group, left[0])) left.shift();
    }
    while (left[0] !== undefined && this.open(group, left[0])) {
      left.shift();
      while (left[0] !== undefined && this.extend(this.machines.length - 1, group, left[0])) left.shift();
    }
    return left;
  }

  /** Adds a machine without pods, which minNodes asks for; false when none may be bought. */
  openEmpty(): boolean {
    return this.choose({ pods: [], requests: this.state.overhead, requirements: [] }, [[]], this.machines.length);
  }

  /** The limit that keeps another machine of this candidate from being bought, or undefined. */
  limitAgainst(candidate: Candidate): string | undefined {
    return brokenLimit(this.state.pool, addUsage(this.usage, usageOf(candidate.offering)));
  }

  /** The price of the cheapest offering for a pod of the group alone, whatever the limits. Undefined when none serves it. */
  cheapestFor(group: DemandGroup): number | undefined {
    return this.servingAlone(group)[0]?.offering.priceEurPerHour;
  }

  /** What would serve one pod of the group on a machine of its own, whatever the limits. */
  servingAlone(group: DemandGroup): readonly Candidate[] {
    if (!mayServe(this.state, group)) return [];
    const requests = addResources(this.state.overhead, group.requests);
    return this.affordable.filter(
      (candidate) =>
        resourcesFit(requests, candidate.allocatable) &&
        group.alternatives.some((requirements) => matchesLabels(requirements, candidate.labels)),
    );
  }

  private open(group: DemandGroup, pod: Pod): boolean {
    if (!mayServe(this.state, group)) return false;
    const draft = { pods: [pod], requests: addResources(this.state.overhead, group.requests), requirements: [] };
    return this.choose(draft, group.alternatives, this.machines.length);
  }

  private extend(index: number, group: DemandGroup, pod: Pod): boolean {
    const machine = this.machines[index];
    if (machine === undefined || !mayServe(this.state, group)) return false;
    const requests = addResources(machine.requests, group.requests);
    return this.choose({ ...machine, pods: [...machine.pods, pod], requests }, group.alternatives, index);
  }

  /** Puts the draft at the index with the alternative that leaves the cheapest offering, of equal ones the first; false when none does. */
  private choose(draft: Draft, alternatives: DemandGroup['alternatives'], index: number): boolean {
    const others = this.usageWithout(index);
    const roomy = (draft.candidates ?? this.affordable).filter(
      ({ offering, allocatable }) =>
        resourcesFit(draft.requests, allocatable) && isWithin(addUsage(others, usageOf(offering)), this.limits),
    );
    const choices = alternatives.flatMap((alternative): readonly PlannedMachine[] => {
      const [first, ...rest] = roomy.filter((candidate) => matchesLabels(alternative, candidate.labels));
      if (first === undefined) return [];
      const requirements = [...draft.requirements, ...alternative];
      return [{ ...draft, state: this.state, requirements, candidates: [first, ...rest] }];
    });
    const [best] = choices.toSorted((a, b) => priceOf(a) - priceOf(b));
    if (best !== undefined) this.put(best, index);
    return best !== undefined;
  }

  private put(machine: PlannedMachine, index: number): void {
    this.usage = addUsage(this.usageWithout(index), usageOf(machine.candidates[0].offering));
    this.machines[index] = machine;
  }

  private usageWithout(index: number): Usage {
    const machine = this.machines[index];
    return machine === undefined ? this.usage : subtractUsage(this.usage, usageOf(machine.candidates[0].offering));
  }
}

/** Whether the pool takes part at all: it stays, and the pods tolerate its taints. */
export function mayServe(state: PoolState, group: DemandGroup): boolean {
  if (state.pool.metadata.deletionTimestamp !== undefined) return false;
  return untolerated(group.tolerations, state.pool.spec.template?.taints ?? []) === undefined;
}

function priceOf(machine: PlannedMachine): number {
  return machine.candidates[0].offering.priceEurPerHour;
}
