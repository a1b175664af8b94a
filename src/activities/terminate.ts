import { WorkflowNotFoundError } from '@temporalio/client';
import type { NodeClaim } from '../api/generated.ts';
import { claimConditions, isTrue, withCondition } from '../api/conditions.ts';
import { disruptedTaint, excludeFromLoadBalancers } from '../api/labels.ts';
import type { TerminationPlan } from '../contract/activities.ts';
import type { ClaimRef } from '../contract/claim-ref.ts';
import { provisionWorkflowId } from '../contract/ids.ts';
import { isProviderName } from '../domain/offering.ts';
import type { ProviderName } from '../domain/offering.ts';
import { changeObject, refOf } from '../kube/change-object.ts';
import { nodes } from '../kube/core-resources.ts';
import type { Node } from '../kube/types.ts';
import { surroundingsOf } from './claim-surroundings.ts';
import { timestamp } from './dependencies.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { notYet } from './failures.ts';
import { withHeartbeat } from './heartbeat.ts';
import { revokeJoinTokens } from './join-tokens.ts';
import { ownNode } from './node-of-claim.ts';

type Input = { readonly claim: ClaimRef };

/** Cancels the provisioning of the claim. Fails with NotYet until it is closed: it may be in the middle of a create. */
export async function stopProvisioning(deps: ActivityDependencies, input: Input): Promise<void> {
  const handle = deps.temporal.workflow.getHandle(provisionWorkflowId(input.claim.uid));
  await withHeartbeat(async () => {
    try {
      if ((await handle.describe()).status.name !== 'RUNNING') return;
      await handle.cancel();
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return;
      throw error;
    }
    throw notYet('the provisioning is being cancelled', 200);
  });
}

/** Keeps new pods away, makes the join token worthless and says what has to be done in which order. */
export async function beginTermination(deps: ActivityDependencies, input: Input): Promise<TerminationPlan> {
  const claim = await deps.claims.read(input.claim);
  if (claim === undefined) return { kind: 'claim-gone' };
  const [node, { pool }] = await Promise.all([ownNode(deps.kube, claim), surroundingsOf(deps.kube, claim)]);
  const providers = providersTried(claim);
  const isLost = isTrue(claim.status?.conditions, claimConditions.lost);
  const isDrained = node !== undefined && !isLost;
  await recordBegin(deps, input, isDrained ? `Node ${node.metadata.name} is drained first` : undefined);
  await revokeJoinTokens(deps.kube, input.claim);
  if (node !== undefined) await fenceNode(deps, node);
  const isNodeFirst = isLost && node !== undefined && pool?.spec.disruption?.fencing !== 'InstanceConfirmedGone';
  return {
    kind: 'providers',
    providers,
    ...(isDrained ? { drain: { nodeName: node.metadata.name } } : {}),
    ...(isNodeFirst ? { isNodeFirst } : {}),
  };
}

function providersTried(claim: NodeClaim): readonly ProviderName[] {
  const tried = [claim.status?.provider, ...(claim.status?.attempts ?? []).map((attempt) => attempt.provider)];
  return [...new Set(tried)].filter((name) => name !== undefined).filter(isProviderName);
}

async function recordBegin(deps: ActivityDependencies, input: Input, first: string | undefined): Promise<void> {
  const message = `the instance is being given back${first === undefined ? '' : `; ${first}`}`;
  const update = { type: claimConditions.terminating, status: 'True', reason: 'Deleting', message } as const;
  await deps.claims.change(input.claim, (current) => ({
    ...current.status,
    conditions: withCondition(current.status?.conditions, update, timestamp(deps.now)),
  }));
}

/** In one write: taint and cordon keep new pods away, the label new connections. */
async function fenceNode(deps: ActivityDependencies, node: Node): Promise<void> {
  await changeObject(deps.kube, { resource: nodes, ref: refOf(node) }, ({ metadata, spec }) => {
    const taints = spec.taints ?? [];
    const isTainted = taints.some(({ key, effect }) => key === disruptedTaint.key && effect === disruptedTaint.effect);
    if (isTainted && spec.unschedulable === true && metadata.labels?.[excludeFromLoadBalancers] !== undefined)
      return undefined;
    return {
      metadata: { labels: { [excludeFromLoadBalancers]: 'true' } },
      spec: { unschedulable: true, taints: isTainted ? taints : [...taints, disruptedTaint] },
    };
  });
}
