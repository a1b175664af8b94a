import { removeNode } from '../activities/node-of-claim.ts';
import type { NodeClaim } from '../api/generated.ts';
import { classBlock } from '../domain/class-block.ts';
import { isNodeReady } from '../domain/node-health.ts';
import { changeObject, refOf } from '../kube/change-object.ts';
import { nodeClaims } from '../kube/cloudburst-resources.ts';
import { nodes } from '../kube/core-resources.ts';
import { messageOf } from '../kube/errors.ts';
import { referenceTo } from '../kube/event-recorder.ts';
import type { Node } from '../kube/types.ts';
import { fenceOf, findZombies, isFenced, providerOfNode, toBeFenced } from '../planning/zombie-nodes.ts';
import type { Zombie } from '../planning/zombie-nodes.ts';
import type { ClusterState } from './cluster-state.ts';
import type { WatcherDependencies } from './dependencies.ts';

/** Keeps pods off Nodes of ours that no claim stands for. */
export interface ZombieWatch {
  /** Looks at everything once, unless a look is going on; a failure is logged only, because the next look tries again. */
  look(): Promise<void>;
}

interface Looking {
  readonly deps: Pick<WatcherDependencies, 'kube' | 'catalogue' | 'events' | 'log' | 'now'>;
  readonly state: Pick<ClusterState, 'nodes' | 'claims' | 'classes' | 'synced'>;
}

/** Milliseconds between two looks at the same Node. */
const askAgainMs = 15_000;
/** Milliseconds that one list of a cloud may take. */
const listMs = 10_000;

/**
 * Fences such a Node (cordon, and the taint that evicts) as soon as it is seen, and removes it once no machine of it exists any more. The
 * machine itself is given back by nobody here: instances end in TerminateNodeClaim, or in CollectGarbage where no claim is left.
 */
export function createZombieWatch(looking: Looking): ZombieWatch {
  const askAtMs = new Map<string, number>();
  let isLooking = false;
  return {
    async look() {
      if (isLooking || !looking.state.synced()) return;
      isLooking = true;
      try {
        await lookOnce(looking, askAtMs);
      } catch (error) {
        looking.deps.log.warn(
          { reason: messageOf(error) },
          'Looking for Nodes without a claim failed, will be tried again',
        );
      } finally {
        isLooking = false;
      }
    },
  };
}

async function lookOnce({ deps, state }: Looking, askAtMs: Map<string, number>): Promise<void> {
  const seen = findZombies(state.nodes.list(), state.claims.list());
  forgetOthers(askAtMs, seen);
  const due = seen.filter(({ node }) => {
    const isWaiting = (askAtMs.get(node.metadata.uid) ?? 0) > deps.now();
    return !isWaiting || node.metadata.deletionTimestamp !== undefined;
  });
  if (due.length === 0) return;
  // Nodes and claims come by separate watches, of which one may be behind.
  const { items: claims } = await deps.kube.list(nodeClaims);
  const zombies = findZombies(state.nodes.list(), claims);
  const fenced = toBeFenced(zombies, claims);
  for (const zombie of zombies.filter(({ node }) => due.some((one) => one.node === node))) {
    const { node } = zombie;
    askAtMs.set(node.metadata.uid, deps.now() + askAgainMs);
    if (fenced.includes(zombie)) await fence(deps, zombie, claims);
    else warnOfLostClaims(deps, node);
    if (await isOver({ deps, state }, node)) await remove(deps, node);
  }
}

function forgetOthers(askAtMs: Map<string, number>, zombies: readonly Zombie[]): void {
  const known = new Set(zombies.map(({ node }) => node.metadata.uid));
  for (const uid of askAtMs.keys()) if (!known.has(uid)) askAtMs.delete(uid);
}

async function fence(deps: Looking['deps'], { node, why }: Zombie, claims: readonly NodeClaim[]): Promise<void> {
  let isNews = false;
  await changeObject(deps.kube, { resource: nodes, ref: refOf(node) }, (current) => {
    isNews = findZombies([current], claims).length > 0 && !isFenced(current);
    return isNews ? { spec: fenceOf(current) } : undefined;
  });
  if (!isNews) return;
  deps.log.warn({ node: node.metadata.name, reason: why }, 'Fencing a Node without a claim');
  deps.events.record({
    regarding: referenceTo(nodes, node),
    type: 'Warning',
    reason: 'NodeWithoutClaim',
    action: 'Fencing',
    note: `${why}: no pod may run here, and the Node goes as soon as its machine is gone`,
  });
}

function warnOfLostClaims(deps: Looking['deps'], node: Node): void {
  deps.events.record({
    regarding: referenceTo(nodes, node),
    type: 'Warning',
    reason: 'NodeClaimsMissing',
    action: 'Fencing',
    note: 'no NodeClaim is left although several Nodes of Cloudburst’s run, so none is fenced; restore the NodeClaims, or delete Nodes and machines',
  });
}

/** Whether somebody deleted the Node, or its machine is gone for sure: a Node that is Ready has one, whatever its cloud says. */
async function isOver(looking: Looking, node: Node): Promise<boolean> {
  if (node.metadata.deletionTimestamp !== undefined) return true;
  return !isNodeReady(node) && (await isMachineGone(looking, node));
}

/** Whether no account of its cloud that a class knows has the machine. Without such a class nobody can tell. */
async function isMachineGone({ deps, state }: Looking, node: Node): Promise<boolean> {
  const provider = providerOfNode(node);
  if (provider === undefined) return false;
  const found = state.classes.list().flatMap((nodeClass) => {
    const block = classBlock(nodeClass, provider);
    return block === undefined ? [] : [{ nodeClass, ...block }];
  });
  const lists = await Promise.all(
    found.map(async (one) => (await deps.catalogue.connect(one, provider)).list(AbortSignal.timeout(listMs))),
  );
  return lists.length > 0 && !lists.flat().some(({ providerID }) => providerID === node.spec.providerID);
}

async function remove(deps: Looking['deps'], node: Node): Promise<void> {
  deps.log.info({ node: node.metadata.name }, 'Removing a Node whose claim and machine are gone');
  await removeNode(deps.kube, node);
}
