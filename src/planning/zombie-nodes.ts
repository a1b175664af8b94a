import type { NodeClaim } from '../api/generated.ts';
import { labels, unregisteredTaint } from '../api/labels.ts';
import { isForeignNode } from '../domain/node-registration.ts';
import type { ProviderName } from '../domain/offering.ts';
import type { Node } from '../kube/types.ts';
import { nodeNameOf } from './claim-capacity.ts';

/** A Node of ours that no claim stands for. */
export interface Zombie {
  readonly node: Node;
  /** One sentence. */
  readonly why: string;
}

/** Schemes of `spec.providerID`; those of the vendors' own cloud controllers, https://github.com/hetznercloud/hcloud-cloud-controller-manager and scaleway's. */
const providersByScheme: Readonly<Record<string, ProviderName>> = { hcloud: 'hetzner', scaleway: 'scaleway' };

/** The cloud whose machine the Node says it is; undefined for other clouds, and where it says nothing. */
export function providerOfNode({ spec }: Node): ProviderName | undefined {
  return providersByScheme[spec.providerID?.split('://')[0] ?? ''];
}

/**
 * Nodes of ours whose claim is gone or has another machine: one came back after it was given up, or joined after its time. A claim
 * that is being deleted still stands for its Node.
 */
export function findZombies(nodes: readonly Node[], claims: readonly NodeClaim[]): readonly Zombie[] {
  const claimsByNode = new Map(claims.map((claim) => [nodeNameOf(claim), claim]));
  return nodes.filter(isOurs).flatMap((node) => {
    const claim = claimsByNode.get(node.metadata.name);
    if (claim === undefined) return [{ node, why: 'its NodeClaim is gone' }];
    if (!isForeignNode(claim, node)) return [];
    return [{ node, why: `its NodeClaim has the machine ${claim.status?.providerID}, not ${node.spec.providerID}` }];
  });
}

/**
 * Those of the zombies that are fenced: all, but where no claim at all is left while several Nodes run. Then the claims were lost (a
 * restored backup, a deleted definition), and to evict everything would only make it worse.
 */
export function toBeFenced(zombies: readonly Zombie[], claims: readonly NodeClaim[]): readonly Zombie[] {
  const running = zombies.filter(({ node }) => !isUnregistered(node));
  return claims.length > 0 || running.length <= 1 ? zombies : zombies.filter((one) => !running.includes(one));
}

/** Whether nothing runs on the node and nothing new will. */
export function isFenced(node: Node): boolean {
  return node.spec.unschedulable === true && isUnregistered(node);
}

/** What keeps every pod off the node. */
export function fenceOf(node: Node): Pick<Node['spec'], 'unschedulable' | 'taints'> {
  const others = (node.spec.taints ?? []).filter((taint) => taint.key !== unregisteredTaint.key);
  return { unschedulable: true, taints: [...others, unregisteredTaint] };
}

/** It bears our label, or the taint with which our machines register and the id of a machine at a cloud of ours. */
function isOurs(node: Node): boolean {
  const isLabelled = Object.hasOwn(node.metadata.labels ?? {}, labels.nodeClaim);
  return isLabelled || (isUnregistered(node) && providerOfNode(node) !== undefined);
}

function isUnregistered({ spec }: Node): boolean {
  const { key, effect } = unregisteredTaint;
  return spec.taints?.some((taint) => taint.key === key && taint.effect === effect) ?? false;
}
