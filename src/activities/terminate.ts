import type { NodeClaim } from '../api/generated.ts';
import { claimConditions, withCondition } from '../api/conditions.ts';
import { finalizers, labels } from '../api/labels.ts';
import type { TerminationPlan } from '../contract/activities.ts';
import type { ClaimRef } from '../contract/claim-ref.ts';
import { provisionWorkflowId } from '../contract/ids.ts';
import { isProviderName } from '../domain/offering.ts';
import { nodeClaims } from '../kube/cloudburst-resources.ts';
import { nodes } from '../kube/core-resources.ts';
import { ConflictError, NotFoundError } from '../kube/errors.ts';
import { WorkflowNotFoundError } from '@temporalio/client';
import { countTermination } from './claim-metrics.ts';
import { timestamp } from './dependencies.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { notYet } from './failures.ts';
import { withHeartbeat } from './heartbeat.ts';
import { revokeJoinTokens } from './join-tokens.ts';
import { removeNode } from './node-of-claim.ts';

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

/** Keeps new pods away, makes the join token worthless and says what has to be given back where. */
export async function beginTermination(deps: ActivityDependencies, input: Input): Promise<TerminationPlan> {
  const message = 'the instance is being given back';
  const update = { type: claimConditions.terminating, status: 'True', reason: 'Deleting', message } as const;
  const claim = await deps.claims.change(input.claim, (current) => ({
    ...current.status,
    conditions: withCondition(current.status?.conditions, update, timestamp(deps.now)),
  }));
  if (claim === undefined) return { kind: 'claim-gone' };
  await revokeJoinTokens(deps.kube, input.claim);
  await cordon(deps, claim);
  const tried = [claim.status?.provider, ...(claim.status?.attempts ?? []).map((attempt) => attempt.provider)];
  const providers = [...new Set(tried)].filter((name) => name !== undefined).filter(isProviderName);
  return { kind: 'providers', providers };
}

async function cordon(deps: ActivityDependencies, claim: NodeClaim): Promise<void> {
  const node = await ownNode(deps, claim);
  if (node === undefined || node.spec?.unschedulable) return;
  await deps.kube.patch(nodes, { name: node.metadata.name }, { spec: { unschedulable: true } });
}

/** Removes the Node, what is left of tokens, and last the finalizer that held the claim. */
export async function releaseNodeClaim(deps: ActivityDependencies, input: Input): Promise<void> {
  const claim = await deps.claims.read(input.claim);
  if (claim === undefined) return;
  await revokeJoinTokens(deps.kube, input.claim);
  const node = await ownNode(deps, claim);
  if (node !== undefined) await removeNode(deps.kube, node);
  await removeFinalizer(deps, claim);
  countTermination(deps, claim);
}

async function removeFinalizer(deps: ActivityDependencies, claim: NodeClaim): Promise<void> {
  const { namespace, name, resourceVersion } = claim.metadata;
  const left = (claim.metadata.finalizers ?? []).filter((finalizer) => finalizer !== finalizers.instance);
  const patch = { metadata: { resourceVersion, finalizers: left } };
  try {
    await ignoreGone(deps.kube.patch(nodeClaims, { namespace: namespace ?? 'default', name }, patch));
  } catch (error) {
    if (error instanceof ConflictError) throw notYet('the claim changed meanwhile', 200);
    throw error;
  }
}

/** The Node that is named like the claim, if it is labelled as the claim's or not labelled yet. */
async function ownNode(deps: ActivityDependencies, claim: NodeClaim): ReturnType<typeof findNode> {
  const node = await findNode(deps, claim);
  const owner = node?.metadata.labels?.[labels.nodeClaim];
  return owner === undefined || owner === claim.metadata.name ? node : undefined;
}

function findNode(deps: ActivityDependencies, claim: NodeClaim) {
  return deps.kube.find(nodes, { name: claim.status?.nodeName ?? claim.metadata.name });
}

async function ignoreGone(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
}
