import type { NodeClaim } from '../api/generated.ts';
import { claimConditions, isTrue, withCondition } from '../api/conditions.ts';
import { annotations } from '../api/labels.ts';
import type { Loss } from '../contract/activities.ts';
import type { ClaimRef } from '../contract/claim-ref.ts';
import { isNodeReady } from '../domain/node-health.ts';
import { isProviderName } from '../domain/offering.ts';
import { nodeClaims } from '../kube/cloudburst-resources.ts';
import { nodes } from '../kube/core-resources.ts';
import { nodeNameOf } from '../planning/claim-capacity.ts';
import { brake, findStorm } from '../planning/storm-brake.ts';
import type { BrakeVerdict } from '../planning/storm-brake.ts';
import { isConfirmedGone, watchedNodes } from '../planning/storm-picture.ts';
import { markUnavailableProvider } from './class-marks.ts';
import { classOfClaim, surroundingsOf } from './claim-surroundings.ts';
import { timestamp } from './dependencies.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { notYet } from './failures.ts';
import { withHeartbeat } from './heartbeat.ts';

/** Milliseconds between two looks at a storm. */
const stormMs = 15_000;

/** Marks the claim Lost once the brake allows. `over` when the claim goes already or the node is back. */
export async function declareLost(
  deps: ActivityDependencies,
  input: { readonly claim: ClaimRef; readonly loss: Loss },
): Promise<'declared' | 'over'> {
  return withHeartbeat(async () => {
    const claim = await deps.claims.read(input.claim);
    if (claim === undefined || claim.metadata.deletionTimestamp !== undefined) return 'over';
    if (isTrue(claim.status?.conditions, claimConditions.lost)) return 'declared';
    const node = await deps.kube.find(nodes, { name: nodeNameOf(claim) });
    if (node !== undefined && isNodeReady(node)) return 'over';
    const verdict = await verdictOfBrake(deps, claim);
    if (verdict.kind === 'hold') throw notYet(`disruption is paused: ${verdict.reason}`, stormMs);
    // The cloud that just lost so many nodes is the last to ask for new ones.
    if (verdict.kind === 'replace-only') await leaveAlone(deps, claim);
    await recordLost(deps, input);
    return 'declared';
  });
}

/** Deletes the claim as soon as its Node and machine may go, and then fails with NotYet until it is gone. */
export async function endLostClaim(deps: ActivityDependencies, input: { readonly claim: ClaimRef }): Promise<void> {
  const claim = await deps.claims.read(input.claim);
  if (claim === undefined) return;
  if (claim.metadata.deletionTimestamp === undefined) {
    const verdict = await verdictOfBrake(deps, claim);
    if (verdict.kind !== 'proceed') throw notYet(`disruption is paused: ${verdict.reason}`, stormMs);
    const { namespace, name, uid } = input.claim;
    await deps.kube.delete(nodeClaims, { namespace, name }, { uid });
  }
  throw notYet('the claim is being given back');
}

async function verdictOfBrake(deps: ActivityDependencies, claim: NodeClaim): Promise<BrakeVerdict> {
  const { provider } = claim.status ?? {};
  if (provider === undefined || !isProviderName(provider)) return { kind: 'proceed' };
  const [claims, all, { pool }] = await Promise.all([
    deps.kube.list(nodeClaims),
    deps.kube.list(nodes),
    surroundingsOf(deps.kube, claim),
  ]);
  const storm = findStorm(watchedNodes(claims.items, all.items));
  const isOverridden = pool?.metadata.annotations?.[annotations.resumeDisruption] === 'true';
  return brake(storm, { provider, isConfirmedGone: isConfirmedGone(claim), isOverridden });
}

async function leaveAlone(deps: ActivityDependencies, claim: NodeClaim): Promise<void> {
  const { provider } = claim.status ?? {};
  if (provider === undefined || !isProviderName(provider)) return;
  const found = await classOfClaim(deps.kube, claim, provider);
  if (found !== undefined) await markUnavailableProvider(deps, found.nodeClass, { provider, reason: 'NodesLost' });
}

async function recordLost(
  deps: ActivityDependencies,
  { claim: ref, loss }: { claim: ClaimRef; loss: Loss },
): Promise<void> {
  const { reason, message } = loss;
  const update = { type: claimConditions.lost, status: 'True', reason, message } as const;
  const changed = await deps.claims.change(ref, ({ status }) => ({
    ...status,
    conditions: withCondition(status?.conditions, update, timestamp(deps.now)),
  }));
  if (changed === undefined) return;
  deps.events.warn(changed, { reason: 'NodeLost', message: `${reason}: ${message}`, action: 'Replacing' });
  deps.counters.add('nodeclaims_lost_total', { provider: changed.status?.provider ?? 'unknown', reason });
}
