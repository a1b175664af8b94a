import type { NodeClaim } from '../api/generated.ts';
import { disruptedTaint } from '../api/labels.ts';
import { changeObject, refOf } from '../kube/change-object.ts';
import { nodeClaims } from '../kube/cloudburst-resources.ts';
import { nodes, pods } from '../kube/core-resources.ts';
import { messageOf } from '../kube/errors.ts';
import { referenceTo } from '../kube/event-recorder.ts';
import type { Node, Pod } from '../kube/types.ts';
import { nodeNameOf } from '../planning/claim-capacity.ts';
import { occupies, withEmpty } from '../planning/empty-condition.ts';
import { planScaleDown } from '../planning/scale-down.ts';
import type { Disruption } from '../planning/scale-down.ts';
import { bearsDisruptedTaint, otherTaints } from '../planning/wanted-nodes.ts';
import type { ClusterState } from './cluster-state.ts';
import type { WatcherDependencies } from './dependencies.ts';

/** Gives back what is empty or expired. */
export interface ScaleDownLoop {
  /** Looks at everything once, unless a look is going on; a failure is logged only, because the next look tries again. */
  look(): Promise<void>;
}

interface Looking {
  readonly deps: Pick<WatcherDependencies, 'kube' | 'events' | 'counters' | 'log' | 'now'>;
  readonly state: Pick<ClusterState, 'synced'> & {
    readonly [kind in 'pods' | 'nodes' | 'claims' | 'pools' | 'daemonSets']: Pick<ClusterState[kind], 'list'>;
  };
}

/**
 * The race with a pod that is about to land is lost by nobody: one look taints the node, a later one, when the scheduler has heard of
 * that, reads the node's pods afresh and deletes the claim only if there is none. A node that is tainted and not to be given back (a
 * pod landed or wants to, this process was restarted in between) loses the taint with the next look.
 */
export function createScaleDownLoop(looking: Looking): ScaleDownLoop {
  // The watch may show a claim alive for a moment after its deletion.
  const deleted = new Set<string>();
  let isLooking = false;
  return {
    async look() {
      if (isLooking || !looking.state.synced()) return;
      isLooking = true;
      try {
        await lookOnce(looking, deleted);
      } catch (error) {
        looking.deps.log.warn(
          { reason: messageOf(error) },
          'Looking for empty and expired nodes failed, will be tried again',
        );
      } finally {
        isLooking = false;
      }
    },
  };
}

async function lookOnce(looking: Looking, deleted: Set<string>): Promise<void> {
  const { deps, state } = looking;
  const claims = state.claims.list();
  forgetOthers(deleted, claims);
  if (claims.length === 0) return;
  const all = state.pods.list();
  const podsByNode = Map.groupBy(all, (pod) => pod.spec.nodeName);
  const picture = {
    pods: all,
    nodes: state.nodes.list(),
    claims,
    pools: state.pools.list(),
    daemonSets: state.daemonSets.list(),
  };
  const { disruptions, spared } = planScaleDown(picture, deps.now());
  await Promise.all([
    ...claims.map((claim) => followEmptiness(looking, claim, podsByNode.get(nodeNameOf(claim)) ?? [])),
    ...disruptions.map((disruption) => giveBack(looking, disruption, deleted)),
    ...spared.map((node) => untaint(looking, node)),
  ]);
}

function forgetOthers(deleted: Set<string>, claims: readonly NodeClaim[]): void {
  const living = new Set(claims.map(({ metadata }) => metadata.uid));
  for (const uid of deleted) if (!living.has(uid)) deleted.delete(uid);
}

/** Keeps the condition Empty of a claim as its Node is. */
async function followEmptiness({ deps }: Looking, seen: NodeClaim, bound: readonly Pod[]): Promise<void> {
  const isLeaving = seen.metadata.deletionTimestamp !== undefined;
  if (isLeaving || withEmpty(seen, bound, deps.now()) === undefined) return;
  const target = { resource: nodeClaims, ref: refOf(seen), subresource: 'status' } as const;
  await changeObject(deps.kube, target, (claim) => {
    const conditions = withEmpty(claim, bound, deps.now());
    return conditions && { status: { conditions } };
  });
}

async function giveBack(looking: Looking, disruption: Disruption, deleted: Set<string>): Promise<void> {
  const { deps } = looking;
  const { claim, node, reason, message } = disruption;
  const { namespace = 'default', name, uid } = claim.metadata;
  if (deleted.has(uid) || (reason === 'Empty' && !(await isProvenEmpty(looking, node)))) return;
  deps.log.info({ nodeClaim: name, reason }, 'Giving a node back');
  await deps.kube.delete(nodeClaims, { namespace, name }, { uid });
  deleted.add(uid);
  deps.events.record({ regarding: referenceTo(nodeClaims, claim), reason, action: 'Disrupting', note: message });
  deps.counters.add('nodeclaims_disrupted_total', { reason });
}

/** Whether nothing is bound to the node, which bears the taint since an earlier look. */
async function isProvenEmpty(looking: Looking, node: Node): Promise<boolean> {
  if (!bearsDisruptedTaint(node)) {
    await taint(looking, node);
    return false;
  }
  const bound = await looking.deps.kube.list(pods, { fieldSelector: `spec.nodeName=${node.metadata.name}` });
  if (!bound.items.some(occupies)) return true;
  await untaint(looking, node);
  return false;
}

async function taint({ deps }: Looking, node: Node): Promise<void> {
  await changeObject(deps.kube, { resource: nodes, ref: refOf(node) }, (current) =>
    bearsDisruptedTaint(current) ? undefined : { spec: { taints: [...(current.spec.taints ?? []), disruptedTaint] } },
  );
}

async function untaint({ deps }: Looking, node: Node): Promise<void> {
  deps.log.info({ node: node.metadata.name }, 'Keeping a node that was about to be given back');
  await changeObject(deps.kube, { resource: nodes, ref: refOf(node) }, (current) =>
    bearsDisruptedTaint(current) ? { spec: { taints: otherTaints(current) } } : undefined,
  );
}
