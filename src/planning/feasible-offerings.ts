import type { NodeClaimSpec, NodeClass, NodePool } from '../api/generated.ts';
import { architectureOf } from '../domain/architecture.ts';
import { offeringKey, type Architecture, type Offering } from '../domain/offering.ts';
import { allocatableOf, type Allocatable } from '../domain/reserved-resources.ts';
import { parseResources, resourcesFit, type ResourceList } from '../domain/resources.ts';
import { classAllows, classesOfPool, type ClassByProvider } from './node-classes.ts';
import { givenLabels, nodeLabelsOf } from './node-labels.ts';
import { matchesLabels, type Labels } from './requirements.ts';
import { compareText } from './text-order.ts';

/** An offering as a machine of a pool: what its node will be called by and give. */
export interface Candidate {
  readonly offering: Offering;
  readonly labels: Labels;
  readonly allocatable: ResourceList;
}

/** What a pool may buy through its classes. */
export interface BuyingPolicy {
  readonly pool: NodePool;
  /** Without them the offerings are taken to be those that the classes allow. */
  readonly classes?: readonly NodeClass[];
}

/**
 * What may be bought for a claim now: allowed by the pool (cloud, region, architecture, price) and the class (place, type),
 * with labels that satisfy the claim's requirements and room for its requests. Cheapest first, then by type name, region, zone.
 * Offerings that their vendor calls unavailable stay in. Throws QuantityError.
 */
export function feasibleOfferings(
  wanted: BuyingPolicy & { readonly claim: { readonly spec: Pick<NodeClaimSpec, 'resources' | 'requirements'> } },
  offerings: readonly Offering[],
): readonly Offering[] {
  const { resources, requirements } = wanted.claim.spec;
  const requests = parseResources(resources.requests);
  return candidatesOf(wanted, offerings)
    .filter(({ offering }) => isAffordable(wanted.pool, offering))
    .filter(({ labels }) => matchesLabels(requirements ?? [], labels))
    .filter(({ allocatable }) => resourcesFit(requests, allocatable))
    .map(({ offering }) => offering);
}

/** What pool and class allow at any price, cheapest first. */
export function candidatesOf(policy: BuyingPolicy, offerings: readonly Offering[]): readonly Candidate[] {
  const { pool } = policy;
  const classes = policy.classes && classesOfPool(pool, policy.classes);
  const allowed = offerings.filter((offering) => isAllowed(pool, offering) && isAllowedByClass(classes, offering));
  return allowed.toSorted(byPrice).map((offering) => ({
    offering,
    labels: { ...givenLabels(offering.architecture), ...nodeLabelsOf(pool, offering) },
    allocatable: toResources(allocatableOf(offering)),
  }));
}

function isAllowed(pool: NodePool, offering: Offering): boolean {
  const { allowedProviders, regionConstraint } = pool.spec.requirements;
  if (!allowedProviders.includes(offering.provider)) return false;
  return architecturesOf(pool).includes(offering.architecture) && (offering.isEu || regionConstraint !== 'EU');
}

function isAllowedByClass(classes: ClassByProvider | undefined, offering: Offering): boolean {
  if (classes === undefined) return true;
  const nodeClass = classes[offering.provider];
  return nodeClass !== undefined && classAllows(nodeClass, offering);
}

/** Whether the offering costs at most what the pool pays for one machine. */
export function isAffordable(pool: NodePool, offering: Offering): boolean {
  return offering.priceEurPerHour <= (pool.spec.requirements.maxPriceEurPerHour ?? Number.POSITIVE_INFINITY);
}

/** Architectures that the pool may rent, in Kubernetes' words, amd64 by default. */
export function architecturesOf(pool: NodePool): readonly Architecture[] {
  const names = pool.spec.requirements.arch ?? ['x86_64'];
  return [...new Set(names.flatMap((name) => architectureOf(name) ?? []))].toSorted();
}

/** Cheapest first; type name, region and zone break ties, so that nothing depends on the order of input. */
export function byPrice(a: Offering, b: Offering): number {
  return (
    a.priceEurPerHour - b.priceEurPerHour ||
    compareText(a.instanceType, b.instanceType) ||
    compareText(a.region, b.region) ||
    compareText(offeringKey(a), offeringKey(b))
  );
}

function toResources(allocatable: Allocatable): ResourceList {
  return {
    cpu: allocatable.cpuMillis,
    memory: allocatable.memoryBytes,
    pods: allocatable.pods,
    'ephemeral-storage': allocatable.ephemeralStorageBytes,
  };
}
