import type { NodeClaim, NodePool } from '../api/generated.ts';
import { annotations } from '../api/labels.ts';
import { isProviderName } from '../domain/offering.ts';
import type { Node } from '../kube/types.ts';
import { nodeNameOf } from './claim-capacity.ts';
import { poolKey, poolKeyOfClaim } from './picture.ts';
import { isLive } from './pool-state.ts';
import { brake, findStorm } from './storm-brake.ts';
import type { Storm } from './storm-brake.ts';
import { watchedNodes } from './storm-picture.ts';
import { asksForPeace, byName, byPriceAndAge, emptyMsOf, readyMsOf, usableOf } from './usable-nodes.ts';
import type { Usable } from './usable-nodes.ts';
import { bearsDisruptedTaint, wantedNodes } from './wanted-nodes.ts';
import type { NodePicture } from './wanted-nodes.ts';

/** A node that is to be given back although nothing is wrong with it. */
export interface Disruption {
  readonly claim: NodeClaim;
  readonly node: Node;
  readonly reason: 'Empty' | 'Expired';
  /** One sentence for people. */
  readonly message: string;
}

/** What one look asks for. */
export interface ScaleDownPlan {
  readonly disruptions: readonly Disruption[];
  /** Nodes that bear the taint of a node that is being given back although nobody gives them back any more. */
  readonly spared: readonly Node[];
}

/** One pool during one look. */
interface PoolLook {
  readonly pool: NodePool;
  readonly claims: readonly NodeClaim[];
  readonly usable: readonly Usable[];
  readonly storm: Storm;
  readonly nowMs: number;
  /** Names of the nodes that a pod is about to land on; worked out only when somebody asks. */
  readonly wanted: () => ReadonlySet<string>;
}

/**
 * Which nodes are given back because they are empty or too old. Nodes that are not Ready are left to the watch over lost nodes, and in
 * a storm nothing is given back, unless the operator of the pool says so.
 *
 * Empty: the dearest of a pool go first, then the oldest; as many stay Ready as minNodes asks for, and each on which a pod that waits
 * would have room stays. Expired: one of a pool at a time, the oldest first, so that a pool of equal age does not vanish at once;
 * minNodes has it replaced. As with Karpenter the annotation do-not-disrupt of a Node holds off the first, but not the second
 * (https://karpenter.sh/docs/concepts/disruption/#node-level-controls). Throws QuantityError.
 */
export function planScaleDown(picture: NodePicture, nowMs: number): ScaleDownPlan {
  const nodesByName = new Map(picture.nodes.map((node) => [node.metadata.name, node]));
  const claimsByPool = Map.groupBy(picture.claims, poolKeyOfClaim);
  const storm = findStorm(watchedNodes(picture.claims, picture.nodes));
  const wanted = once(() => wantedNodes(picture));
  const disruptions = picture.pools.flatMap((pool) => {
    const claims = claimsByPool.get(poolKey(pool)) ?? [];
    const usable = claims.flatMap((claim) => usableOf(claim, nodesByName.get(nodeNameOf(claim))) ?? []);
    return pool.metadata.deletionTimestamp === undefined
      ? disruptionsOf({ pool, claims, usable, storm, nowMs, wanted })
      : [];
  });
  const chosen = new Set(disruptions.map(({ node }) => node));
  return { disruptions, spared: picture.claims.flatMap((claim) => sparedOf(claim, nodesByName, chosen)) };
}

function disruptionsOf(look: PoolLook): readonly Disruption[] {
  const expired = expiredOf(look);
  const left = look.usable.filter(({ node }) => !expired.some((one) => one.node === node));
  return [...expired, ...emptyOf({ ...look, usable: left })];
}

function expiredOf({ pool, claims, usable, storm, nowMs }: PoolLook): readonly Disruption[] {
  const ttlSeconds = pool.spec.disruption?.ttlSecondsUntilExpired;
  if (ttlSeconds === undefined || claims.some((claim) => wentExpired(claim, ttlSeconds))) return [];
  const due = usable.filter(({ readyMs }) => nowMs - readyMs >= ttlSeconds * 1000);
  const [oldest] = due
    .filter((one) => isFree(one, pool, storm))
    .toSorted((a, b) => a.readyMs - b.readyMs || byName(a, b));
  if (oldest === undefined) return [];
  const message = `Ready for ${seconds(nowMs - oldest.readyMs)} s, and disruption.ttlSecondsUntilExpired is ${ttlSeconds}`;
  return [{ claim: oldest.claim, node: oldest.node, reason: 'Expired', message }];
}

/** Whether the claim, which is being given back, had expired by the time of its deletion. */
function wentExpired(claim: NodeClaim, ttlSeconds: number): boolean {
  const { deletionTimestamp } = claim.metadata;
  const readyMs = readyMsOf(claim);
  if (deletionTimestamp === undefined || readyMs === undefined) return false;
  return Date.parse(deletionTimestamp) - readyMs >= ttlSeconds * 1000;
}

function emptyOf({ pool, usable, storm, nowMs, wanted }: PoolLook): readonly Disruption[] {
  const ttlSeconds = pool.spec.disruption?.ttlSecondsAfterEmpty;
  if (ttlSeconds === undefined) return [];
  const isDue = ({ emptyMs }: { readonly emptyMs: number }): boolean => nowMs - emptyMs >= ttlSeconds * 1000;
  const empty = usable.flatMap((one) => {
    const emptyMs = emptyMsOf(one.claim);
    return emptyMs === undefined || asksForPeace(one) || !isFree(one, pool, storm) ? [] : [{ ...one, emptyMs }];
  });
  if (!empty.some(isDue)) return [];
  const spare = usable.length - (pool.spec.limits.minNodes ?? 0);
  return empty
    .filter(({ node }) => !wanted().has(node.metadata.name))
    .toSorted(byPriceAndAge)
    .slice(0, Math.max(0, spare))
    .filter(isDue)
    .map(({ claim, node, emptyMs }) => {
      const message = `empty for ${seconds(nowMs - emptyMs)} s, and disruption.ttlSecondsAfterEmpty is ${ttlSeconds}`;
      return { claim, node, reason: 'Empty', message };
    });
}

/** Whether the storm brake lets the node go. */
function isFree({ claim }: Usable, pool: NodePool, storm: Storm): boolean {
  const provider = claim.status?.provider;
  if (provider === undefined || !isProviderName(provider)) return storm.everywhere === undefined;
  const isOverridden = pool.metadata.annotations?.[annotations.resumeDisruption] === 'true';
  return brake(storm, { provider, isConfirmedGone: false, isOverridden }).kind === 'proceed';
}

/** The taint of a look that was cut short, or whose node is wanted again. */
function sparedOf(
  claim: NodeClaim,
  nodesByName: ReadonlyMap<string, Node>,
  chosen: ReadonlySet<Node>,
): readonly Node[] {
  const node = nodesByName.get(nodeNameOf(claim));
  if (node === undefined || !isLive(claim) || node.metadata.deletionTimestamp !== undefined) return [];
  return bearsDisruptedTaint(node) && !chosen.has(node) ? [node] : [];
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
