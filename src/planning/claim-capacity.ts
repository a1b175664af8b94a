import type { NodeClaim, NodeClaimStatus, Requirement } from '../api/generated.ts';
import { claimConditions, isTrue } from '../api/conditions.ts';
import { labels } from '../api/labels.ts';
import { maxResources, minResources, parseResources, resourcesFit, subtractResources } from '../domain/resources.ts';
import type { ResourceList } from '../domain/resources.ts';
import type { DaemonSet } from '../kube/types.ts';
import type { Capacity } from './capacity.ts';
import { freeRoom } from './daemon-overhead.ts';
import { isAffordable, type Candidate } from './feasible-offerings.ts';
import { nodeNameKey } from './node-alternatives.ts';
import { givenLabels, offeringLabels } from './node-labels.ts';
import type { PoolState } from './pool-state.ts';
import { intersect, matchesLabels, type Labels } from './requirements.ts';

/** The Node of a claim bears the claim's name, unless its status says otherwise. */
export function nodeNameOf(claim: NodeClaim): string {
  return claim.status?.nodeName ?? claim.metadata.name;
}

/**
 * A claim whose Node is not there yet, as capacity. Before the launch only what every machine it may become has is counted.
 * Throws QuantityError.
 */
export function capacityOfClaim(
  claim: NodeClaim,
  pool: PoolState | undefined,
  daemonSets: readonly DaemonSet[],
): Capacity {
  const known = { ...boughtCandidate(claim, pool)?.labels, ...plannedLabels(claim), ...launchedLabels(claim) };
  const taints = claim.spec.taints ?? [];
  const capacity = launchedStatus(claim)?.capacity;
  return {
    kind: 'NodeClaim',
    name: claim.metadata.name,
    claim,
    labels: known,
    guarantees: guaranteesOf(claim).filter((guarantee) => !Object.hasOwn(known, guarantee.key)),
    taints,
    free: capacity
      ? freeRoom(parseResources(capacity), { labels: known, taints, pods: [] }, daemonSets)
      : roomBeforeLaunch(claim, pool),
  };
}

/** Candidates that the claim may become, cheapest first. Throws QuantityError. */
export function feasibleCandidates(claim: NodeClaim, pool: PoolState | undefined): readonly Candidate[] {
  const requests = parseResources(claim.spec.resources.requests);
  return (pool?.candidates ?? []).filter(
    (candidate) =>
      pool !== undefined &&
      isAffordable(pool.pool, candidate.offering) &&
      resourcesFit(requests, candidate.allocatable) &&
      matchesLabels(claim.spec.requirements ?? [], candidate.labels),
  );
}

/** The candidate that the claim was launched with; undefined before its launch, or when it is not sold any more. */
export function boughtCandidate(claim: NodeClaim, pool: PoolState | undefined): Candidate | undefined {
  const status = launchedStatus(claim);
  return pool?.candidates.find(
    ({ offering }) =>
      status?.provider === offering.provider &&
      status.instanceType === offering.instanceType &&
      (status.zone === undefined ? status.region === offering.region : status.zone === offering.zone),
  );
}

/** Whether a cloud gave an instance for the claim. */
export function isLaunched(claim: NodeClaim): boolean {
  return isTrue(claim.status?.conditions, claimConditions.launched);
}

// Until the launch the status may still speak of an offering that was tried and refused.
function launchedStatus(claim: NodeClaim): NodeClaimStatus | undefined {
  return isLaunched(claim) ? claim.status : undefined;
}

function roomBeforeLaunch(claim: NodeClaim, pool: PoolState | undefined): ResourceList {
  const requests = parseResources(claim.spec.resources.requests);
  const rooms = feasibleCandidates(claim, pool).map(({ allocatable }) => allocatable);
  const least = rooms.length === 0 ? requests : rooms.reduce(minResources);
  return subtractResources(maxResources(requests, least), pool?.overhead ?? {});
}

/** Labels that do not depend on what is bought. */
function plannedLabels(claim: NodeClaim): Labels {
  const architectures = guaranteesOf(claim).find((guarantee) => guarantee.key === labels.arch)?.values ?? [];
  const [architecture] = architectures;
  const ofTemplate = Object.entries(claim.spec.labels ?? {}).filter(([key]) => !offeringLabels.has(key));
  return {
    ...Object.fromEntries(ofTemplate),
    ...(architecture !== undefined && architectures.length === 1
      ? { ...givenLabels(architecture, nodeNameOf(claim)), [labels.arch]: architecture }
      : { [labels.os]: 'linux', [labels.hostname]: nodeNameOf(claim) }),
    [nodeNameKey]: nodeNameOf(claim),
    [labels.nodePool]: claim.spec.nodePoolRef.name,
    [labels.nodeClaim]: claim.metadata.name,
  };
}

function launchedLabels(claim: NodeClaim): Labels {
  const { provider, region, zone, instanceType } = launchedStatus(claim) ?? {};
  return {
    ...(provider === undefined ? {} : { [labels.provider]: provider }),
    ...(region === undefined ? {} : { [labels.region]: region, [labels.topologyRegion]: region }),
    ...(zone === undefined ? {} : { [labels.topologyZone]: zone }),
    ...(instanceType === undefined ? {} : { [labels.instanceType]: instanceType }),
  };
}

/** Every machine has the labels of its offering; the claim's requirements say what more is sure of them. */
function guaranteesOf(claim: NodeClaim): readonly Requirement[] {
  const always = [...offeringLabels].map((key): Requirement => ({ key, operator: 'Exists' }));
  return intersect([...always, ...(claim.spec.requirements ?? [])]) ?? always;
}
