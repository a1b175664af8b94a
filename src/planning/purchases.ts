import type { Requirement } from '../api/generated.ts';
import { addResources, resourcesFit, type ResourceList } from '../domain/resources.ts';
import type { Pod } from '../kube/types.ts';
import type { DemandGroup } from './demand.ts';
import { isAffordable, type Candidate } from './feasible-offerings.ts';
import { addUsage, brokenLimit, usageOf, usageOfClaims, type Usage } from './pool-ledger.ts';
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

/** Machines that one plan buys for one pool, with the limits reserved as they are added. */
export class Purchases {
  readonly state: PoolState;
  readonly machines: PlannedMachine[] = [];
  private readonly existing: Usage;

  constructor(state: PoolState) {
    this.state = state;
    this.existing = usageOfClaims(state);
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
    const machine = this.choose({ pods: [], requests: this.state.overhead, requirements: [] }, [[]]);
    if (machine !== undefined) this.machines.push(machine);
    return machine !== undefined;
  }

  /** The limit that keeps another machine of this candidate from being bought, or undefined. */
  limitAgainst(candidate: Candidate): string | undefined {
    return brokenLimit(this.state.pool, addUsage(this.usage(), usageOf(candidate.offering)));
  }

  /** The price of the cheapest offering for a pod of the group alone, whatever the limits. Undefined when none serves it. */
  cheapestFor(group: DemandGroup): number | undefined {
    return this.servingAlone(group)[0]?.offering.priceEurPerHour;
  }

  /** What would serve one pod of the group on a machine of its own, whatever the limits. */
  servingAlone(group: DemandGroup): readonly Candidate[] {
    if (!mayServe(this.state, group)) return [];
    const requests = addResources(this.state.overhead, group.requests);
    return this.state.candidates.filter(
      (candidate) =>
        isAffordable(this.state.pool, candidate.offering) &&
        resourcesFit(requests, candidate.allocatable) &&
        group.alternatives.some((requirements) => matchesLabels(requirements, candidate.labels)),
    );
  }

  private open(group: DemandGroup, pod: Pod): boolean {
    if (!mayServe(this.state, group)) return false;
    const empty = { pods: [pod], requests: addResources(this.state.overhead, group.requests), requirements: [] };
    const machine = this.choose(empty, group.alternatives);
    if (machine !== undefined) this.machines.push(machine);
    return machine !== undefined;
  }

  private extend(index: number, group: DemandGroup, pod: Pod): boolean {
    const machine = this.machines[index];
    if (machine === undefined || !mayServe(this.state, group)) return false;
    const larger = {
      ...machine,
      pods: [...machine.pods, pod],
      requests: addResources(machine.requests, group.requests),
    };
    const chosen = this.choose(larger, group.alternatives, index);
    if (chosen !== undefined) this.machines[index] = chosen;
    return chosen !== undefined;
  }

  /** The machine with the alternative that leaves the cheapest offering; of equal ones the first. */
  private choose(
    draft: Omit<PlannedMachine, 'state' | 'candidates'> & Partial<Pick<PlannedMachine, 'candidates'>>,
    alternatives: DemandGroup['alternatives'],
    replaces?: number,
  ): PlannedMachine | undefined {
    const others = this.usage(replaces);
    const roomy = (draft.candidates ?? this.state.candidates).filter(
      ({ offering, allocatable }) =>
        isAffordable(this.state.pool, offering) &&
        resourcesFit(draft.requests, allocatable) &&
        brokenLimit(this.state.pool, addUsage(others, usageOf(offering))) === undefined,
    );
    const choices = alternatives.flatMap((alternative): readonly PlannedMachine[] => {
      const [first, ...rest] = roomy.filter((candidate) => matchesLabels(alternative, candidate.labels));
      if (first === undefined) return [];
      const requirements = [...draft.requirements, ...alternative];
      return [{ ...draft, state: this.state, requirements, candidates: [first, ...rest] }];
    });
    return choices.toSorted((a, b) => priceOf(a) - priceOf(b))[0];
  }

  private usage(without?: number): Usage {
    const planned = this.machines
      .filter((_machine, index) => index !== without)
      .map((machine) => usageOf(machine.candidates[0].offering));
    return planned.reduce(addUsage, this.existing);
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
