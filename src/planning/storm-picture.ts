import { claimConditions, findCondition, isTrue } from '../api/conditions.ts';
import type { NodeClaim } from '../api/generated.ts';
import { labels } from '../api/labels.ts';
import { isNodeReady } from '../domain/node-health.ts';
import { isProviderName } from '../domain/offering.ts';
import type { Node } from '../kube/types.ts';
import { nodeNameOf } from './claim-capacity.ts';
import { instanceGoneReason } from './node-ready-condition.ts';
import type { WatchedNode } from './storm-brake.ts';

/** Whether the provider confirmed that the claim's machine is gone. */
export function isConfirmedGone(claim: NodeClaim): boolean {
  const standing = findCondition(claim.status?.conditions, claimConditions.nodeReady);
  return standing?.status === 'False' && standing.reason === instanceGoneReason;
}

/**
 * The nodes that count for the brake: those of claims that were Ready once and are not being given back, and those that are not ours.
 * Confirmed losses need no common cause, so they are not among them.
 */
export function watchedNodes(claims: readonly NodeClaim[], nodes: readonly Node[]): readonly WatchedNode[] {
  const byName = new Map(nodes.map((node) => [node.metadata.name, node]));
  const owned = new Set(claims.map(nodeNameOf));
  const ours = claims.filter(
    (claim) =>
      claim.metadata.deletionTimestamp === undefined &&
      isTrue(claim.status?.conditions, claimConditions.initialized) &&
      !isConfirmedGone(claim),
  );
  const foreign = nodes.filter((node) => !owned.has(node.metadata.name) && !namesAClaim(node));
  return [
    ...ours.map((claim) => ({ provider: providerOf(claim), isHealthy: isHealthy(byName.get(nodeNameOf(claim))) })),
    ...foreign.map((node) => ({ provider: undefined, isHealthy: isHealthy(node) })),
  ];
}

function isHealthy(node: Node | undefined): boolean {
  return node !== undefined && isNodeReady(node);
}

function providerOf(claim: NodeClaim): WatchedNode['provider'] {
  const name = claim.status?.provider;
  return name !== undefined && isProviderName(name) ? name : undefined;
}

function namesAClaim(node: Node): boolean {
  return Object.hasOwn(node.metadata.labels ?? {}, labels.nodeClaim);
}
