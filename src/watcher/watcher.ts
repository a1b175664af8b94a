import { claimConditions, isTrue } from '../api/conditions.ts';
import type { NodeClaim, NodeClass, NodePool } from '../api/generated.ts';
import { signals } from '../contract/messages.ts';
import { nodeClaims, nodePools } from '../kube/cloudburst-resources.ts';
import { messageOf, NotFoundError } from '../kube/errors.ts';
import type { Node } from '../kube/types.ts';
import { nodeNameOf } from '../planning/claim-capacity.ts';
import { isDemand } from '../planning/demand.ts';
import { concernsLaunches } from './class-change.ts';
import { checkClass } from './class-health.ts';
import { createClusterState } from './cluster-state.ts';
import type { ClusterState } from './cluster-state.ts';
import { decideCsr } from './csr-approver.ts';
import { createDemandBatcher } from './demand-batch.ts';
import type { DemandBatcher } from './demand-batch.ts';
import type { WatcherDependencies } from './dependencies.ts';
import { createDispatcher } from './dispatcher.ts';
import type { Dispatcher } from './dispatcher.ts';
import { createPlannerLoop } from './planner-loop.ts';
import type { PlannerLoop } from './planner-loop.ts';
import { countPool } from './pool-status.ts';

/** Milliseconds between two looks at everything, whether or not anything was heard. */
const lookMs = 1_000;
/** Milliseconds between two plans without new demand. */
const planMs = 10_000;
/** Milliseconds between two checks of the classes' Secrets. */
const classCheckMs = 60_000;
/** The same for a class with a problem: somebody is at work on it and waits. */
const brokenClassCheckMs = 5_000;

/** Turns what happens in the cluster into NodeClaims and messages to workflows. */
export interface Watcher {
  /** The picture it works with; for readiness. */
  readonly state: ClusterState;
  /** Follows and acts until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export function createWatcher(deps: WatcherDependencies): Watcher {
  const state = createClusterState(deps.kube, deps.log);
  return {
    state,
    async run(signal) {
      await state.start();
      const dispatcher = createDispatcher(deps, state);
      const planner = createPlannerLoop(deps, state, dispatcher);
      const batcher = createDemandBatcher(
        { idleMs: deps.batchIdleMs, maxMs: deps.batchMaxMs },
        { now: deps.now, onBatch: planner.request },
      );
      const parts: Parts = { deps, state, dispatcher, planner, batcher };
      const ends = [...react(parts), ...repeat(parts)];
      lookAround(parts);
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      for (const end of ends) end();
      batcher.stop();
      await Promise.all([planner.stop(), dispatcher.stop()]);
    },
  };
}

interface Parts {
  readonly deps: WatcherDependencies;
  readonly state: ClusterState;
  readonly dispatcher: Dispatcher;
  readonly planner: PlannerLoop;
  readonly batcher: DemandBatcher;
}

/** At the start everything is news. */
function lookAround(parts: Parts): void {
  const { deps, state, dispatcher } = parts;
  dispatcher.lookAtAll();
  requestPlan(parts);
  for (const nodeClass of state.classes.list()) void check(deps, nodeClass);
  for (const csr of state.csrs.list()) void decideCsr(deps, csr);
}

/** A plan in the middle of a batch would tear it apart, and the end of the batch brings one anyway. */
function requestPlan({ planner, batcher }: Parts): void {
  if (!batcher.isOpen()) planner.request();
}

/** What each change asks for. Gives the functions that end it. */
function react(parts: Parts): readonly (() => void)[] {
  const { deps, state, dispatcher, batcher } = parts;
  return [
    state.pods.onChange((change) => {
      const { metadata, spec } = change.object;
      // A waiting pod that is gone is news too: the claim that was made for it may not be needed any more.
      const isNews = change.type === 'upsert' ? isDemand(change.object) : spec.nodeName === undefined;
      if (isNews) batcher.add(`${change.type} ${metadata.uid}`);
    }),
    state.nodes.onChange(({ object }) => {
      const claim = claimOf(state, object);
      if (claim !== undefined) dispatcher.look(claim);
      endClaimOf(parts, object);
    }),
    state.claims.onChange((change) => {
      if (change.type === 'upsert') dispatcher.look(change.object);
      else requestPlan(parts);
      void updatePoolOf(parts, change.object);
    }),
    state.pools.onChange((change) => {
      if (change.type !== 'upsert' || change.object.metadata.generation === change.previous?.metadata.generation)
        return;
      requestPlan(parts);
      lookAgain(
        parts,
        (claim) => claim.spec.nodePoolRef.name === change.object.metadata.name && sameNamespace(claim, change.object),
      );
    }),
    state.classes.onChange((change) => {
      if (change.type !== 'upsert' || !concernsLaunches(change.object, change.previous)) return;
      void check(deps, change.object);
      requestPlan(parts);
      lookAgain(parts, (claim) => sameNamespace(claim, change.object));
    }),
    state.csrs.onChange((change) => {
      if (change.type === 'upsert') void decideCsr(deps, change.object);
    }),
  ];
}

/** What is looked at again and again, because messages get lost and time itself changes things. */
function repeat(parts: Parts): readonly (() => void)[] {
  const { deps, state, dispatcher } = parts;
  const timers = [
    setInterval(() => {
      dispatcher.lookAtAll();
      const silentMs = state.silentMs(deps.now());
      deps.counters.set('cluster_state_synced', state.synced() ? 1 : 0);
      deps.counters.set('cluster_state_unsynced_time_seconds', silentMs / 1000);
      for (const csr of state.csrs.list()) void decideCsr(deps, csr);
      for (const node of state.nodes.list()) endClaimOf(parts, node);
    }, lookMs),
    setInterval(() => requestPlan(parts), planMs),
    setInterval(() => {
      for (const nodeClass of state.classes.list()) void check(deps, nodeClass);
    }, classCheckMs),
    setInterval(() => {
      for (const nodeClass of state.classes.list()) if (isBroken(nodeClass)) void check(deps, nodeClass);
    }, brokenClassCheckMs),
  ];
  return timers.map((timer) => () => clearInterval(timer));
}

async function check(deps: WatcherDependencies, nodeClass: NodeClass): Promise<void> {
  try {
    await checkClass(deps, nodeClass);
  } catch (error) {
    deps.log.warn(
      { nodeClass: nodeClass.metadata.name, reason: messageOf(error) },
      'Checking a NodeClass failed, will be tried again',
    );
  }
}

/** A claim between two rounds begins the next one now. */
function lookAgain({ state, dispatcher }: Parts, concerns: (claim: NodeClaim) => boolean): void {
  for (const claim of state.claims.list()) {
    const waiting =
      claim.metadata.deletionTimestamp === undefined && !isTrue(claim.status?.conditions, claimConditions.launched);
    if (waiting && concerns(claim)) dispatcher.send(claim, { kind: 'signal', signal: signals.lookAgain });
  }
}

function isBroken(nodeClass: NodeClass): boolean {
  return nodeClass.status?.conditions?.some((condition) => condition.status === 'False') ?? false;
}

function claimOf(state: ClusterState, node: Node): NodeClaim | undefined {
  return state.claims.list().find((claim) => nodeNameOf(claim) === node.metadata.name);
}

function endClaimOf({ deps, state }: Parts, node: Node): void {
  const claim = node.metadata.deletionTimestamp === undefined ? undefined : claimOf(state, node);
  if (claim !== undefined) void deleteClaim(deps, claim);
}

/** Whoever deletes the Node means the machine; our finalizer holds the Node until the claim has given it back. */
async function deleteClaim(deps: WatcherDependencies, claim: NodeClaim): Promise<void> {
  const { namespace, name, uid, deletionTimestamp } = claim.metadata;
  if (deletionTimestamp !== undefined) return;
  try {
    await deps.kube.delete(nodeClaims, { namespace: namespace ?? 'default', name }, { uid });
  } catch (error) {
    deps.log.warn(
      { nodeClaim: name, reason: messageOf(error) },
      'Deleting the NodeClaim of a deleted Node failed, will be tried again',
    );
  }
}

function sameNamespace(claim: NodeClaim, other: NodePool | NodeClass): boolean {
  return claim.metadata.namespace === other.metadata.namespace;
}

async function updatePoolOf({ deps, state }: Parts, claim: NodeClaim): Promise<void> {
  const key = { namespace: claim.metadata.namespace ?? 'default', name: claim.spec.nodePoolRef.name };
  const pool = state.pools.get(key);
  if (pool === undefined) return;
  const counts = countPool(pool, state.claims.list());
  deps.counters.set('nodepools_nodes', counts.nodes, { nodepool: key.name });
  deps.counters.set('nodepools_hourly_price_eur', counts.hourlyPriceEur, { nodepool: key.name });
  const { nodes, ready, hourlyPriceEur, capacity } = pool.status ?? {};
  if (JSON.stringify({ nodes, ready, hourlyPriceEur, capacity }) === JSON.stringify(counts)) return;
  try {
    await deps.kube.patch(nodePools, key, { status: counts }, { subresource: 'status' });
  } catch (error) {
    if (!(error instanceof NotFoundError))
      deps.log.warn({ nodePool: key.name, reason: messageOf(error) }, 'Counting the claims of a NodePool failed');
  }
}
