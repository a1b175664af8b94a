import type { NodeClass, Requirement } from '../api/generated.ts';
import { formatAmount, lackingResource, addResources, resourcesFit } from '../domain/resources.ts';
import type { DemandGroup } from './demand.ts';
import { isAffordable, type Candidate } from './feasible-offerings.ts';
import { missingClass } from './node-classes.ts';
import type { UnservedCode, UnservedReason } from './plan.ts';
import type { Purchases } from './purchases.ts';
import { matchesRequirement } from './requirements.ts';
import { formatTaint, untolerated } from './tolerations.ts';

/** Why this pool buys nothing for pods of the group, asked after it has bought what it could. */
export function unservedReason(
  purchases: Purchases,
  group: DemandGroup,
  classes: readonly NodeClass[],
): UnservedReason {
  const [code, message] =
    poolProblem(purchases, group, classes) ??
    labelProblem(purchases, group) ??
    sizeProblem(purchases, group) ??
    limitProblem(purchases, group);
  return { pool: purchases.state.key, code, message };
}

type Problem = readonly [UnservedCode, string];

function poolProblem({ state }: Purchases, group: DemandGroup, classes: readonly NodeClass[]): Problem | undefined {
  const { name } = state.pool.metadata;
  if (state.pool.metadata.deletionTimestamp !== undefined) return ['Deleting', `pool ${name} is being deleted`];
  const taint = untolerated(group.tolerations, state.pool.spec.template?.taints ?? []);
  if (taint !== undefined) return ['Taint', `does not tolerate taint ${formatTaint(taint)} of pool ${name}`];
  const missing = missingClass(state.pool, classes);
  if (missing !== undefined) return ['NodeClass', missing];
  if (state.candidates.length > 0) return undefined;
  if (state.problems.length > 0)
    return ['NoOfferings', `no cloud of pool ${name} can be used: ${state.problems.join('; ')}`];
  return ['NoOfferings', `no cloud of pool ${name} offers anything that its requirements and its NodeClass allow`];
}

function labelProblem({ state }: Purchases, group: DemandGroup): Problem | undefined {
  if (state.candidates.some((candidate) => matchesAny(group, candidate))) return undefined;
  const [alternative] = group.alternatives;
  const name = state.pool.metadata.name;
  if (alternative === undefined) return ['Labels', 'its node affinity has no term that could ever match'];
  const culprit = alternative.find(
    (one) => !state.candidates.some((candidate) => matchesRequirement(one, candidate.labels)),
  );
  if (culprit === undefined) return ['Labels', `asks for a combination of labels that no machine of pool ${name} has`];
  return ['Labels', `asks for ${formatRequirement(culprit)}, which no machine of pool ${name} has`];
}

function sizeProblem({ state }: Purchases, group: DemandGroup): Problem | undefined {
  const matching = state.candidates.filter((candidate) => matchesAny(group, candidate));
  const requests = addResources(state.overhead, group.requests);
  const fitting = matching.filter(({ allocatable }) => resourcesFit(requests, allocatable));
  if (fitting.some(({ offering }) => isAffordable(state.pool, offering))) return undefined;
  const cap = state.pool.spec.requirements.maxPriceEurPerHour;
  const [cheapest] = fitting;
  if (cheapest !== undefined) {
    const price = cheapest.offering.priceEurPerHour;
    return [
      'Price',
      `no offering at or under maxPriceEurPerHour ${cap}; the cheapest that fits costs ${formatPrice(price)}; raise the price`,
    ];
  }
  const daemons = formatNeeds(state.overhead) === nothing ? '' : ' with the DaemonSets';
  return [
    'TooLarge',
    `too large for every offering${daemons}: ${largestNeed(requests, matching)}; ask for less or allow larger machines`,
  ];
}

/** `needs 64 cpu, the largest has 15890m`, for the resource that no machine has enough of; machines may lack different ones. */
function largestNeed(requests: DemandGroup['requests'], matching: readonly Candidate[]): string {
  const most = (name: string): number => Math.max(...matching.map(({ allocatable }) => allocatable[name] ?? 0));
  const limit = Object.fromEntries(Object.keys(requests).map((name) => [name, most(name)]));
  const name = lackingResource(requests, limit);
  if (name === undefined) return `needs ${formatNeeds(requests)}, and no machine has all of it`;
  return `needs ${amount(name, requests[name])}, the largest gives ${amount(name, limit[name])} to pods`;
}

function limitProblem(purchases: Purchases, group: DemandGroup): Problem {
  const { name } = purchases.state.pool.metadata;
  const [cheapest] = purchases.servingAlone(group);
  const limit = cheapest && purchases.limitAgainst(cheapest);
  return ['Limit', `${limit ?? 'a limit'} of pool ${name} is reached; raise it`];
}

function matchesAny(group: DemandGroup, candidate: Candidate): boolean {
  return group.alternatives.some((requirements) =>
    requirements.every((one) => matchesRequirement(one, candidate.labels)),
  );
}

/** A requirement as people write it: `region In [fsn1, nbg1]`, `disk=ssd`. */
function formatRequirement(requirement: Requirement): string {
  const values = requirement.values ?? [];
  if (requirement.operator === 'In' && values.length === 1) return `${requirement.key}=${values[0]}`;
  return values.length === 0
    ? `${requirement.key} ${requirement.operator}`
    : `${requirement.key} ${requirement.operator} [${values.join(', ')}]`;
}

const nothing = 'nothing in particular';

/** Resources in one line: `1500m CPU, 2Gi memory`; a pod's own place is not worth a word. */
export function formatNeeds(requests: DemandGroup['requests']): string {
  const names = Object.keys(requests).filter((name) => name !== 'pods' && (requests[name] ?? 0) > 0);
  return names.length === 0 ? nothing : names.map((name) => amount(name, requests[name])).join(', ');
}

function amount(name: string, value: number | undefined): string {
  return `${formatAmount(name, value ?? 0)} ${name === 'cpu' ? 'CPU' : name}`;
}

/** EUR for one hour with as many decimals as it takes, at most five. */
export function formatPrice(eurPerHour: number): string {
  return String(Number(eurPerHour.toFixed(5)));
}
