import { labels } from '../api/labels.ts';
import type { NodeClaimSpec, Requirement } from '../api/generated.ts';
import { formatResources } from '../domain/resources.ts';
import type { Pod } from '../kube/types.ts';
import { place } from './capacity.ts';
import { groupDemand, isDemand, willReturn, type DemandGroup } from './demand.ts';
import { existingCapacity, leavingNodes } from './existing-capacity.ts';
import { architecturesOf } from './feasible-offerings.ts';
import { offeringLabels } from './node-labels.ts';
import type { PlanningPicture } from './picture.ts';
import type { PlannedClaim, PodKey, ScaleUpPlan, UnservedPod } from './plan.ts';
import { liveClaims, poolStates } from './pool-state.ts';
import { Purchases, type PlannedMachine } from './purchases.ts';
import { intersect } from './requirements.ts';
import { surplusClaims } from './surplus-claims.ts';
import { compareText } from './text-order.ts';
import { formatNeeds, formatPrice, unservedReason } from './unserved-reasons.ts';

/**
 * What to buy for pods that nothing can run. First places all demand on Ready nodes, then on machines on their way; only the
 * rest buys. The plan does not depend on the order of the picture's lists. Throws QuantityError on a quantity that the API
 * server would have refused.
 */
export function planScaleUp(picture: PlanningPicture): ScaleUpPlan {
  const pools = poolStates(picture);
  const groups = groupDemand(demandOf(picture));
  const capacity = existingCapacity(picture, pools);
  const onReady = place(groups, capacity.ready);
  const onTheWay = place(onReady.rest, capacity.onTheWay);
  const purchases = pools.map((state) => new Purchases(state));
  const unserved = onTheWay.rest.flatMap((group) => buyFor(group, purchases, picture));
  for (const one of purchases) fillMinNodes(one);
  return Object.freeze({
    claims: Object.freeze(purchases.flatMap(({ machines }) => machines.map(toClaim))),
    placed: Object.freeze(
      [...onReady.placed, ...onTheWay.placed].map(({ pod, onto }) => ({
        pod: podKey(pod),
        onto: { kind: onto.kind, name: onto.name },
      })),
    ),
    unserved: Object.freeze(unserved),
    surplusClaims: Object.freeze(surplusClaims(groups, capacity.onTheWay, pools)),
  });
}

/** Pods that the scheduler gave up, and pods that will return when the machine below them is gone. */
function demandOf(picture: PlanningPicture): readonly Pod[] {
  const leaving = leavingNodes(picture);
  return picture.pods.filter((pod) => {
    const { nodeName } = pod.spec;
    return nodeName === undefined ? isDemand(pod) : leaving.has(nodeName) && willReturn(pod);
  });
}

/** Lets the pools serve the group, best one first; returns the pods that none of them serves, with the reasons. */
function buyFor(group: DemandGroup, purchases: readonly Purchases[], picture: PlanningPicture): readonly UnservedPod[] {
  let left = group;
  for (const one of inOrderOfPreference(purchases, group)) left = { ...left, pods: one.serve(left) };
  if (left.pods.length === 0) return [];
  const reasons = purchases.map((one) => unservedReason(one, group, picture.classes));
  return left.pods.map((pod) => ({ pod: podKey(pod), reasons }));
}

function inOrderOfPreference(purchases: readonly Purchases[], group: DemandGroup): readonly Purchases[] {
  const priced = purchases.flatMap((one) => {
    const price = one.cheapestFor(group);
    return price === undefined ? [] : [{ one, price, weight: one.state.pool.spec.weight ?? 1 }];
  });
  const sorted = priced.toSorted(
    (a, b) => b.weight - a.weight || a.price - b.price || compareText(a.one.state.key, b.one.state.key),
  );
  return sorted.map(({ one }) => one);
}

function fillMinNodes(purchases: Purchases): void {
  const { state } = purchases;
  if (state.pool.metadata.deletionTimestamp !== undefined) return;
  // A node that is on its way out is replaced before it is gone, as far as the limits allow.
  const missing = (state.pool.spec.limits.minNodes ?? 0) - liveClaims(state) - purchases.machines.length;
  for (let index = 0; index < missing && purchases.openEmpty(); index += 1);
}

function toClaim(machine: PlannedMachine, index: number): PlannedClaim {
  const { pool } = machine.state;
  const [{ offering }] = machine.candidates;
  return Object.freeze({
    pool: { namespace: pool.metadata.namespace ?? 'default', name: pool.metadata.name, uid: pool.metadata.uid },
    index,
    spec: Object.freeze(specOf(machine)),
    pods: machine.pods.map(podKey),
    cheapest: offering,
    feasible: machine.candidates.length,
    why: whyOf(machine),
  });
}

function specOf(machine: PlannedMachine): NodeClaimSpec {
  const { pool } = machine.state;
  const { template, nodeClassRef } = pool.spec;
  const ofTemplate = Object.entries(template?.labels ?? {}).filter(([key]) => !offeringLabels.has(key));
  return {
    nodePoolRef: { name: pool.metadata.name },
    ...(nodeClassRef && { nodeClassRef: { name: nodeClassRef.name } }),
    resources: { requests: formatResources(machine.requests) },
    requirements: requirementsOf(machine),
    labels: { ...Object.fromEntries(ofTemplate), [labels.nodePool]: pool.metadata.name },
    ...(template?.annotations && { annotations: { ...template.annotations } }),
    ...(template?.taints && { taints: template.taints.map((taint) => ({ ...taint })) }),
    ...(template?.startupTaints && { startupTaints: template.startupTaints.map((taint) => ({ ...taint })) }),
    pods: machine.pods.map((pod) => pod.metadata.uid),
  };
}

/**
 * The pool's architectures and what the pods ask of an offering. The pool's clouds are not among it: they are read anew in every
 * round, so that a claim that waits obeys a pool that was edited meanwhile.
 */
function requirementsOf({ state, requirements }: PlannedMachine): readonly Requirement[] {
  const ofPool: readonly Requirement[] = [{ key: labels.arch, operator: 'In', values: architecturesOf(state.pool) }];
  const ofPods = requirements.filter((requirement) => offeringLabels.has(requirement.key));
  return intersect([...ofPool, ...ofPods]) ?? ofPool;
}

function whyOf({ pods, requests, candidates, state }: PlannedMachine): string {
  const [{ offering }] = candidates;
  const cheapest = `${offering.provider}/${offering.zone}/${offering.instanceType} at ${formatPrice(offering.priceEurPerHour)} EUR/h`;
  const [first] = pods;
  if (first === undefined)
    return `limits.minNodes of pool ${state.pool.metadata.name}: ${cheapest} is the cheapest of ${candidates.length}`;
  const whom = pods.length === 1 ? `pod ${podKey(first).namespace}/${first.metadata.name}` : `${pods.length} pods`;
  return `${whom} with ${formatNeeds(requests)}: ${cheapest} is the cheapest of ${candidates.length} that fit`;
}

function podKey(pod: Pod): PodKey {
  return { namespace: pod.metadata.namespace ?? 'default', name: pod.metadata.name, uid: pod.metadata.uid };
}
