import type { NodePool } from '../api/generated.ts';
import type { Offering } from '../domain/offering.ts';
import { parseResources } from '../domain/resources.ts';
import { boughtCandidate, feasibleCandidates } from './claim-capacity.ts';
import { countedClaims, type PoolState } from './pool-state.ts';

/** What counts against a pool's limits. */
export interface Usage {
  readonly nodes: number;
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  readonly hourlyPriceEur: number;
}

/** What the pool's claims use of its limits: what was bought, or what will be bought at the least. Throws QuantityError. */
export function usageOfClaims(state: PoolState): Usage {
  const uses = state.claims.map((claim): Usage => {
    const offering = (boughtCandidate(claim, state) ?? feasibleCandidates(claim, state)[0])?.offering;
    const requests = parseResources(claim.status?.capacity ?? claim.spec.resources.requests);
    return {
      nodes: 0,
      cpuMillis: offering ? offering.vcpu * 1000 : (requests['cpu'] ?? 0),
      memoryBytes: offering?.memoryBytes ?? requests['memory'] ?? 0,
      hourlyPriceEur: claim.status?.priceEurPerHour ?? offering?.priceEurPerHour ?? 0,
    };
  });
  return uses.reduce(addUsage, { nodes: countedClaims(state), cpuMillis: 0, memoryBytes: 0, hourlyPriceEur: 0 });
}

/** What one machine of the offering uses. */
export function usageOf(offering: Offering): Usage {
  return {
    nodes: 1,
    cpuMillis: offering.vcpu * 1000,
    memoryBytes: offering.memoryBytes,
    hourlyPriceEur: offering.priceEurPerHour,
  };
}

/** Sum of both. */
export function addUsage(a: Usage, b: Usage): Usage {
  return {
    nodes: a.nodes + b.nodes,
    cpuMillis: a.cpuMillis + b.cpuMillis,
    memoryBytes: a.memoryBytes + b.memoryBytes,
    hourlyPriceEur: a.hourlyPriceEur + b.hourlyPriceEur,
  };
}

/** What is left of `a` without `b`. */
export function subtractUsage(a: Usage, b: Usage): Usage {
  return {
    nodes: a.nodes - b.nodes,
    cpuMillis: a.cpuMillis - b.cpuMillis,
    memoryBytes: a.memoryBytes - b.memoryBytes,
    hourlyPriceEur: a.hourlyPriceEur - b.hourlyPriceEur,
  };
}

/** A pool's limits in numbers; what is not limited is infinite. */
export type Limits = Usage;

/** The limits of the pool. Throws QuantityError. */
export function limitsOf({ spec: { limits } }: NodePool): Limits {
  const { cpu, memory } = limits;
  const parsed = parseResources({ ...(cpu !== undefined && { cpu }), ...(memory !== undefined && { memory }) });
  return {
    nodes: limits.maxNodes,
    cpuMillis: parsed['cpu'] ?? Number.POSITIVE_INFINITY,
    memoryBytes: parsed['memory'] ?? Number.POSITIVE_INFINITY,
    hourlyPriceEur: limits.maxHourlyPriceEur ?? Number.POSITIVE_INFINITY,
  };
}

/** Whether the usage stays within the limits. */
export function isWithin(usage: Usage, limits: Limits): boolean {
  return (
    usage.nodes <= limits.nodes &&
    usage.cpuMillis <= limits.cpuMillis &&
    usage.memoryBytes <= limits.memoryBytes &&
    // Sums of decimal prices are a hair off; a limit that is met to the cent must not be called broken.
    usage.hourlyPriceEur <= limits.hourlyPriceEur + 1e-9
  );
}

/** The first limit of the pool that the usage breaks, as `limits.maxNodes 2`, or undefined. Throws QuantityError. */
export function brokenLimit(pool: NodePool, usage: Usage): string | undefined {
  const limits = limitsOf(pool);
  const { maxNodes, cpu, memory, maxHourlyPriceEur } = pool.spec.limits;
  if (isWithin(usage, limits)) return undefined;
  if (usage.nodes > limits.nodes) return `limits.maxNodes ${maxNodes}`;
  if (usage.cpuMillis > limits.cpuMillis) return `limits.cpu ${cpu}`;
  return usage.memoryBytes > limits.memoryBytes
    ? `limits.memory ${memory}`
    : `limits.maxHourlyPriceEur ${maxHourlyPriceEur}`;
}
