import type { NodeClaim, Taint } from '../api/generated.ts';
import { claimConditions, isTrue } from '../api/conditions.ts';
import { disruptedTaint, labels, unregisteredTaint } from '../api/labels.ts';
import { isNodeReady } from '../domain/node-health.ts';
import { isForeignNode } from '../domain/node-registration.ts';
import { parseResources } from '../domain/resources.ts';
import type { Node, Pod } from '../kube/types.ts';
import type { Capacity } from './capacity.ts';
import { capacityOfClaim, nodeNameOf } from './claim-capacity.ts';
import { freeRoom } from './daemon-overhead.ts';
import { isFinished } from './demand.ts';
import { nodeNameKey } from './node-alternatives.ts';
import { poolKeyOfClaim, type PlanningPicture } from './picture.ts';
import { isLive, type PoolState } from './pool-state.ts';
import { compareText } from './text-order.ts';

/** Nodes that take pods now, and machines on their way, claims before their launch included. */
export interface ExistingCapacity {
  readonly ready: readonly Capacity[];
  /** Smallest first: machines that were bought to measure are filled by what they were bought for. */
  readonly onTheWay: readonly Capacity[];
}

/** What a picture holds besides demand, in an order that does not depend on the order of input. Throws QuantityError. */
export function existingCapacity(picture: PlanningPicture, pools: readonly PoolState[]): ExistingCapacity {
  const world: World = { picture, pools };
  const podsByNode = Map.groupBy(picture.pods, (pod) => pod.spec.nodeName);
  const claimsByNode = new Map(picture.claims.map((claim) => [nodeNameOf(claim), claim]));
  // A Node of the claim's name that bears another machine's id is not where its pods will run.
  const own = picture.nodes.filter((node) => {
    const claim = claimsByNode.get(node.metadata.name);
    return claim === undefined || !isForeignNode(claim, node);
  });
  const nodes = own.flatMap((node) => {
    const pods = (podsByNode.get(node.metadata.name) ?? []).filter((pod) => !isFinished(pod));
    return capacityOfNode({ node, claim: claimsByNode.get(node.metadata.name), pods }, world) ?? [];
  });
  const nodeNames = new Set(own.map((node) => node.metadata.name));
  const claims = picture.claims
    .filter((claim) => isLive(claim) && !nodeNames.has(nodeNameOf(claim)) && !hadNode(claim))
    .map((claim) => plannedCapacity(claim, world));
  return {
    ready: nodes.filter((capacity) => capacity.kind === 'ReadyNode').toSorted(byName),
    onTheWay: [...nodes.filter((capacity) => capacity.kind !== 'ReadyNode'), ...claims].toSorted(bySize),
  };
}

/** Names of the nodes whose machine is going away, so that what runs there is demand. */
export function leavingNodes({ claims, nodes }: Pick<PlanningPicture, 'claims' | 'nodes'>): ReadonlySet<string> {
  const deleted = nodes.filter((node) => node.metadata.deletionTimestamp !== undefined);
  return new Set([
    ...claims.filter((claim) => !isLive(claim)).map(nodeNameOf),
    ...deleted.map((node) => node.metadata.name),
  ]);
}

interface World {
  readonly picture: PlanningPicture;
  readonly pools: readonly PoolState[];
}

interface NodeFacts {
  readonly node: Node;
  readonly claim: NodeClaim | undefined;
  readonly pods: readonly Pod[];
}

function capacityOfNode(facts: NodeFacts, world: World): Capacity | undefined {
  const { node, claim } = facts;
  if (node.metadata.deletionTimestamp !== undefined || node.spec.unschedulable === true) return undefined;
  if (claim === undefined) return isNodeReady(node) && !namesAClaim(node) ? readyNode(facts, world) : undefined;
  if (!isLive(claim)) return undefined;
  if (!isTrue(claim.status?.conditions, claimConditions.initialized)) return initializingNode(facts, claim, world);
  return isNodeReady(node) ? readyNode(facts, world) : undefined;
}

function readyNode({ node, claim, pods }: NodeFacts, world: World): Capacity {
  const known = { ...node.metadata.labels, [nodeNameKey]: node.metadata.name };
  // The node is Ready, so what says that it is not is about to go; nothing may be bought for the seconds that takes.
  const taints = (node.spec.taints ?? []).filter((taint) => !vanishingTaints.has(taint.key));
  const free = freeRoom(parseResources(node.status?.allocatable), { labels: known, taints, pods }, daemonSetsOf(world));
  return {
    kind: 'ReadyNode',
    name: node.metadata.name,
    ...(claim && { claim }),
    labels: known,
    guarantees: [],
    taints,
    free,
  };
}

/** Taints that go with its initialization do not count, and the claim's labels count before the controller has set them. */
function initializingNode({ node, pods }: NodeFacts, claim: NodeClaim, world: World): Capacity {
  const planned = plannedCapacity(claim, world);
  const known = { ...node.metadata.labels, ...planned.labels, [nodeNameKey]: node.metadata.name };
  const taints = [...planned.taints, ...(node.spec.taints ?? []).filter((taint) => !isTemporary(taint, claim))];
  const reported = parseResources(node.status?.allocatable);
  const whole =
    (reported['cpu'] ?? 0) > 0 ? reported : parseResources(claim.status?.capacity ?? claim.spec.resources.requests);
  const free = freeRoom(whole, { labels: known, taints, pods }, daemonSetsOf(world));
  const guarantees = planned.guarantees.filter((guarantee) => !Object.hasOwn(known, guarantee.key));
  return { kind: 'InitializingNode', name: node.metadata.name, claim, labels: known, guarantees, taints, free };
}

function plannedCapacity(claim: NodeClaim, { picture, pools }: World): Capacity {
  const pool = pools.find((state) => state.key === poolKeyOfClaim(claim));
  return capacityOfClaim(claim, pool, picture.daemonSets ?? []);
}

function daemonSetsOf({ picture }: World): NonNullable<PlanningPicture['daemonSets']> {
  return picture.daemonSets ?? [];
}

/**
 * A claim that had a usable Node which is no more is about to be declared lost. Before it was usable the Node may only be missing in
 * this picture: nodes and claims come by separate watches, and after an outage of the API server one of them is seconds behind.
 */
function hadNode(claim: NodeClaim): boolean {
  return isTrue(claim.status?.conditions, claimConditions.initialized);
}

function namesAClaim(node: Node): boolean {
  return Object.hasOwn(node.metadata.labels ?? {}, labels.nodeClaim);
}

/** Taints that vanish when a node becomes usable, or that the claim has already told of. */
function isTemporary(taint: Taint, claim: NodeClaim): boolean {
  if (vanishingTaints.has(taint.key)) return true;
  const listed = [...(claim.spec.startupTaints ?? []), ...(claim.spec.taints ?? [])];
  return listed.some((other) => other.key === taint.key && other.effect === taint.effect);
}

const vanishingTaints: ReadonlySet<string> = new Set([
  unregisteredTaint.key,
  // Of a claim that lives: it is taken away as soon as a pod wants to land.
  disruptedTaint.key,
  'node.kubernetes.io/not-ready',
  'node.kubernetes.io/unreachable',
  'node.kubernetes.io/network-unavailable',
  'node.cloudprovider.kubernetes.io/uninitialized',
]);

function byName(a: Capacity, b: Capacity): number {
  return compareText(a.name, b.name);
}

function bySize(a: Capacity, b: Capacity): number {
  const size = (name: string): number => (a.free[name] ?? 0) - (b.free[name] ?? 0);
  return size('cpu') || size('memory') || byName(a, b);
}
