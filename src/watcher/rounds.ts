import { whyJoinsArePaused } from '../planning/join-breaker.ts';
import { checkClassSafely, hasFalseCondition } from './class-checks.ts';
import { followNodeHealth } from './claim-node-health.ts';
import { decideCsr } from './csr-approver.ts';
import { endClaimOfNode } from './node-deletion.ts';
import { requestPlan } from './parts.ts';
import type { Parts } from './parts.ts';
import { createScaleDownLoop } from './scale-down-loop.ts';
import { reportStorm } from './storm-report.ts';
import { createZombieWatch } from './zombie-nodes.ts';

/** Milliseconds between two looks at everything, whether or not anything was heard. */
const lookMs = 1_000;
/** Milliseconds between two plans without new demand. */
const planMs = 10_000;
/** Milliseconds between two checks of the classes' Secrets. */
const classCheckMs = 60_000;
/** The same for a class with a problem: somebody is at work on it and waits. */
const brokenClassCheckMs = 5_000;

/** What is looked at again and again, because messages get lost and time itself changes things. Gives the functions that end it. */
export function repeat(parts: Parts): readonly (() => void)[] {
  const { deps, state } = parts;
  const scaleDown = createScaleDownLoop(parts);
  const zombies = createZombieWatch(parts);
  const timers = [
    setInterval(() => lookAtAll(parts), lookMs),
    setInterval(() => void scaleDown.look(), lookMs),
    setInterval(() => void zombies.look(), lookMs),
    setInterval(() => requestPlan(parts), planMs),
    setInterval(() => {
      for (const nodeClass of state.classes.list()) void checkClassSafely(deps, nodeClass);
    }, classCheckMs),
    setInterval(() => {
      for (const nodeClass of state.classes.list().filter(hasFalseCondition)) void checkClassSafely(deps, nodeClass);
    }, brokenClassCheckMs),
  ];
  return timers.map((timer) => () => clearInterval(timer));
}

function lookAtAll(parts: Parts): void {
  const { deps, state, dispatcher, inUse } = parts;
  dispatcher.lookAtAll();
  inUse.look();
  deps.counters.set('cluster_state_synced', state.synced() ? 1 : 0);
  deps.counters.set('cluster_state_unsynced_time_seconds', state.silentMs(deps.now()) / 1000);
  for (const nodeClass of state.classes.list()) {
    const isPaused = whyJoinsArePaused(nodeClass, deps.now()) !== undefined;
    deps.counters.set('join_breaker_open', isPaused ? 1 : 0, { nodeclass: nodeClass.metadata.name });
  }
  for (const csr of state.csrs.list()) void decideCsr(deps, csr);
  for (const node of state.nodes.list()) endClaimOfNode(parts, node);
  for (const claim of state.claims.list()) void followNodeHealth(parts, claim);
  void reportStorm(parts);
}
