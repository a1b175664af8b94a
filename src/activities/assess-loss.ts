import { Context } from '@temporalio/activity';
import type { NodeClaim } from '../api/generated.ts';
import { claimConditions, findCondition, isTrue, withCondition } from '../api/conditions.ts';
import type { LossLook } from '../contract/activities.ts';
import type { ClaimRef } from '../contract/claim-ref.ts';
import { nodes } from '../kube/core-resources.ts';
import { nodeNameOf } from '../planning/claim-capacity.ts';
import { confirmationMs, decideLoss } from '../planning/node-loss.ts';
import type { InstanceEvidence, LossPolicy, LossVerdict } from '../planning/node-loss.ts';
import { instanceGoneReason, nodeEvidence } from '../planning/node-ready-condition.ts';
import { pause } from '../providers/pause.ts';
import { surroundingsOf } from './claim-surroundings.ts';
import { timestamp } from './dependencies.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { notYet } from './failures.ts';
import { withHeartbeat } from './heartbeat.ts';
import { instanceEvidence } from './instance-evidence.ts';

/** Milliseconds between two questions to a provider while a grace period runs. */
const askAgainMs = 15_000;

/** Looks at the Node and asks the provider, both afresh. A loss that was declared before stays one: what is left of it is to be done. */
export async function assessLoss(
  deps: ActivityDependencies,
  input: { readonly claim: ClaimRef; readonly isGoneProven: boolean },
): Promise<LossLook> {
  return withHeartbeat(async () => {
    const claim = await deps.claims.read(input.claim);
    if (claim === undefined || claim.metadata.deletionTimestamp !== undefined)
      return { kind: 'over', outcome: 'ClaimGone' };
    const instance = await instanceEvidence(deps, claim, Context.current().cancellationSignal);
    const isMachineDown = instance === 'gone' || instance === 'off';
    const standing = findCondition(claim.status?.conditions, claimConditions.lost);
    if (standing?.status === 'True') {
      return { kind: 'lost', loss: { reason: standing.reason, message: standing.message, isMachineDown } };
    }
    const verdict = await verdictOn(deps, claim, { instance, isGoneProven: input.isGoneProven });
    if (verdict.kind === 'healthy') return { kind: 'over', outcome: 'Recovered' };
    if (verdict.kind === 'wait') return verdict;
    return { kind: 'lost', loss: { reason: verdict.reason, message: verdict.message, isMachineDown } };
  });
}

async function verdictOn(
  deps: ActivityDependencies,
  claim: NodeClaim,
  { instance, isGoneProven }: { readonly instance: InstanceEvidence; readonly isGoneProven: boolean },
): Promise<LossVerdict> {
  const [node, policy] = await Promise.all([deps.kube.find(nodes, { name: nodeNameOf(claim) }), policyOf(deps, claim)]);
  const nowMs = deps.now();
  return decideLoss({ node: nodeEvidence(claim, node, nowMs), instance, goneBefore: isGoneProven, policy }, nowMs);
}

async function policyOf(deps: ActivityDependencies, claim: NodeClaim): Promise<LossPolicy> {
  const { pool } = await surroundingsOf(deps.kube, claim);
  const wanted = pool?.spec.disruption;
  const seconds = wanted?.nodeUnreachableGracePeriodSeconds;
  return {
    graceMs: seconds === undefined ? deps.lossDefaults.graceMs : seconds * 1000,
    whenInstanceGone: wanted?.whenInstanceGone ?? deps.lossDefaults.whenInstanceGone,
  };
}

/**
 * Fails with NotYet until the provider has said twice, some seconds apart, that the machine is gone; that is written down on the claim,
 * because the storm brake does not hold it then. Ends without that when the claim is being deleted.
 */
export async function awaitLossNews(
  deps: ActivityDependencies,
  input: { readonly claim: ClaimRef },
): Promise<{ readonly isGoneProven: boolean }> {
  return withHeartbeat(async () => {
    const { cancellationSignal: signal } = Context.current();
    const claim = await deps.claims.read(input.claim);
    if (claim === undefined || claim.metadata.deletionTimestamp !== undefined) return { isGoneProven: false };
    const isGone = async (): Promise<boolean> => (await instanceEvidence(deps, claim, signal)) === 'gone';
    if (!(await isGone())) throw notYet('the provider does not say that the machine is gone', askAgainMs);
    await pause(confirmationMs, signal);
    if (!(await isGone())) throw notYet('the provider no longer says that the machine is gone', askAgainMs);
    await recordGone(deps, input.claim);
    return { isGoneProven: true };
  });
}

async function recordGone(deps: ActivityDependencies, ref: ClaimRef): Promise<void> {
  await deps.claims.change(ref, ({ status }) => {
    if (isTrue(status?.conditions, claimConditions.nodeReady)) return undefined;
    const message = `${status?.provider} says that ${status?.instanceID} does not exist`;
    const update = { type: claimConditions.nodeReady, status: 'False', reason: instanceGoneReason, message } as const;
    return { ...status, conditions: withCondition(status?.conditions, update, timestamp(deps.now)) };
  });
}
