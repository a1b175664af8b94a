import type { NodeClaim } from '../api/generated.ts';
import type { ClaimRef } from '../contract/claim-ref.ts';
import { isNodeReady } from '../domain/node-health.ts';
import { timestampOf } from '../domain/timestamp.ts';
import { pods } from '../kube/core-resources.ts';
import type { Pod } from '../kube/types.ts';
import { drainProgress, list, whatHoldsUp } from '../planning/drain-progress.ts';
import { isDrained, nextDrainStep } from '../planning/drain.ts';
import type { DrainStep } from '../planning/drain.ts';
import { attachedVolumes } from './attached-volumes.ts';
import { surroundingsOf } from './claim-surroundings.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { recordDrain } from './drain-record.ts';
import { deletePods, evictPods } from './evict-pods.ts';
import { notYet } from './failures.ts';
import { withHeartbeat } from './heartbeat.ts';
import { ownNode } from './node-of-claim.ts';

/** Milliseconds between two passes over the pods. */
const passMs = 1000;

/** What one pass over a node works with. */
interface Pass {
  readonly claim: NodeClaim;
  readonly nodeName: string;
  readonly pods: readonly Pod[];
  readonly deadlineMs: number;
}

/**
 * Moves the pods off the claim's Node, one pass a time: fails with NotYet until they are gone and their volumes detached, or the
 * deadline has passed. The pods of a Node that does not answer are told to go and not waited for.
 */
export async function drainNode(deps: ActivityDependencies, input: { readonly claim: ClaimRef }): Promise<void> {
  return withHeartbeat(async () => {
    const claim = await deps.claims.read(input.claim);
    const node = claim && (await ownNode(deps.kube, claim));
    if (claim === undefined || node === undefined) return;
    const { name: nodeName } = node.metadata;
    const [{ pool }, found] = await Promise.all([
      surroundingsOf(deps.kube, claim),
      deps.kube.list(pods, { fieldSelector: `spec.nodeName=${nodeName}` }),
    ]);
    const seconds = pool?.spec.disruption?.terminationGracePeriodSeconds;
    const allowedMs = seconds === undefined ? deps.drainMs : seconds * 1000;
    const begunMs = Date.parse(claim.metadata.deletionTimestamp ?? timestampOf(deps.now()));
    const pass: Pass = { claim, nodeName, pods: found.items, deadlineMs: begunMs + allowedMs };
    if (!isNodeReady(node)) return skip(deps, pass);
    await act(deps, pass, nextDrainStep(pass, deps.now()));
  });
}

/** Nobody would end the pods, but their controllers replace them as soon as they are told to go. */
async function skip(deps: ActivityDependencies, { claim, pods: all }: Pass): Promise<void> {
  const left = all.filter((pod) => isDrained(pod, deps.now()) && pod.metadata.deletionTimestamp === undefined);
  for (const { metadata } of left) {
    const { namespace, name, uid } = metadata;
    await deps.kube.delete(pods, { namespace: namespace ?? 'default', name }, { uid });
  }
  const message = 'the Node does not answer, so its pods were told to go and are not waited for';
  await recordDrain(deps, claim, { status: 'False', reason: 'DrainSkipped', message });
}

async function act(deps: ActivityDependencies, pass: Pass, step: DrainStep): Promise<void> {
  switch (step.kind) {
    case 'draining':
      return goOn(deps, pass, step);
    case 'drained':
      return finish(deps, pass);
    case 'out-of-time':
      await deletePods(deps.kube, step.remove);
      return recordDrain(deps, pass.claim, {
        status: 'False',
        reason: 'DrainDeadlinePassed',
        message: `the time for the drain is over; the machine goes with ${list(step.left)} on it`,
      });
    default:
      return step satisfies never;
  }
}

async function goOn(
  deps: ActivityDependencies,
  { claim, deadlineMs }: Pass,
  step: Extract<DrainStep, { kind: 'draining' }>,
): Promise<never> {
  const deadline = timestampOf(deadlineMs);
  const progress = drainProgress(step, deadline);
  await deletePods(deps.kube, step.remove);
  const blocked = await evictPods(deps.kube, step.evict);
  const obstacle = whatHoldsUp(step.held, blocked);
  const message = obstacle === undefined ? progress : `${obstacle}; whatever is left goes at ${deadline}`;
  const isBlocked = obstacle !== undefined;
  await recordDrain(deps, claim, { status: 'False', reason: isBlocked ? 'DrainBlocked' : 'Draining', message });
  throw notYet(message, Math.max(100, Math.min(passMs, step.nextDeadlineMs - deps.now())));
}

async function finish(deps: ActivityDependencies, { claim, nodeName, pods: all, deadlineMs }: Pass): Promise<void> {
  const nowMs = deps.now();
  const volumes = await attachedVolumes(
    deps.kube,
    nodeName,
    all.filter((pod) => !isDrained(pod, nowMs)),
  );
  if (volumes.length > 0 && nowMs < deadlineMs) {
    const message = `waiting for ${volumes.join(', ')} to be detached, until ${timestampOf(deadlineMs)} at most`;
    await recordDrain(deps, claim, { status: 'False', reason: 'Draining', message });
    throw notYet(message, Math.max(100, Math.min(passMs, deadlineMs - nowMs)));
  }
  await recordDrain(deps, claim, { status: 'True', reason: 'NodeDrained', message: `Node ${nodeName} is drained` });
}
