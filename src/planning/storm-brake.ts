import type { ProviderName } from '../domain/offering.ts';

/** A node that counts for the brake. */
export interface WatchedNode {
  /** Undefined for a node that is not ours. */
  readonly provider: ProviderName | undefined;
  readonly isHealthy: boolean;
}

/** What the brake holds back, and why. Absent means nothing. */
export interface Storm {
  /** The trouble is ours or the whole cluster's: nothing at all is given up until it is over. */
  readonly everywhere?: string;
  /** The trouble is one cloud's: replacements are bought elsewhere, but its Nodes and machines stay. */
  readonly providers: Readonly<Partial<Record<ProviderName, string>>>;
}

/** What may be done about one lost node. */
export type BrakeVerdict =
  | { readonly kind: 'proceed' }
  /** Replace the node, and leave its Node and machine alone until the provider confirms or the storm is over. */
  | { readonly kind: 'replace-only'; readonly reason: string }
  | { readonly kind: 'hold'; readonly reason: string };

/** More than this share of the nodes, and more than one, unhealthy at a time is no coincidence. Karpenter's node repair stops at the same share. */
const mostUnhealthy = 0.2;
/** So many nodes, all of them unhealthy, are a storm however small the number is. */
const fewestForAll = 3;

/**
 * Looks for a common cause. Nodes whose provider confirms that the machine is gone must not be among them: they need no cause.
 * Trouble at one cloud is that cloud's; at two clouds at once, or with nodes that are not ours, it is the cluster's own (its
 * network, its API server, its clock), and giving up machines would only make it worse.
 */
export function findStorm(nodes: readonly WatchedNode[]): Storm {
  const byProvider = Map.groupBy(
    nodes.filter((node) => node.provider !== undefined),
    (node) => node.provider,
  );
  const stormy = [...byProvider].filter(([, own]) => isStorm(own));
  const providers = Object.fromEntries(stormy.map(([name, own]) => [name, describe(own, `nodes at ${name}`)]));
  const foreign = nodes.filter((node) => node.provider === undefined);
  const ours = nodes.filter((node) => node.provider !== undefined);
  if (stormy.length > 1) {
    return { everywhere: `${describe(ours, 'nodes')} at several clouds at once`, providers };
  }
  const isForeignStorm = isStorm(foreign) || (foreign.length > 0 && foreign.every((node) => !node.isHealthy));
  if (isForeignStorm && isStorm(ours)) {
    return {
      everywhere: `${describe(foreign, 'nodes that are not ours')} as well as ${describe(ours, 'of ours')}`,
      providers,
    };
  }
  return { providers };
}

/** What the storm leaves to be done about a lost node. Nodes that are confirmed gone are never held, and neither is a pool whose operator says so. */
export function brake(
  storm: Storm,
  lost: { readonly provider: ProviderName; readonly isConfirmedGone: boolean; readonly isOverridden: boolean },
): BrakeVerdict {
  if (lost.isConfirmedGone || lost.isOverridden) return { kind: 'proceed' };
  if (storm.everywhere !== undefined) return { kind: 'hold', reason: storm.everywhere };
  const reason = storm.providers[lost.provider];
  return reason === undefined ? { kind: 'proceed' } : { kind: 'replace-only', reason };
}

function isStorm(nodes: readonly WatchedNode[]): boolean {
  const unhealthy = unhealthyOf(nodes);
  const isAll = nodes.length >= fewestForAll && unhealthy === nodes.length;
  return isAll || unhealthy > Math.max(1, Math.ceil(nodes.length * mostUnhealthy));
}

function unhealthyOf(nodes: readonly WatchedNode[]): number {
  return nodes.filter((node) => !node.isHealthy).length;
}

function describe(nodes: readonly WatchedNode[], what: string): string {
  return `${unhealthyOf(nodes)} of ${nodes.length} ${what} are not Ready`;
}
