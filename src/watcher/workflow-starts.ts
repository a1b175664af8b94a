import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { NodeClaim } from '../api/generated.ts';
import {
  clusterQueue,
  nodeLossWorkflowId,
  provisionWorkflowId,
  searchAttributes,
  terminateWorkflowId,
  workflowTypes,
} from '../contract/ids.ts';
import { signals } from '../contract/messages.ts';
import type { NodeLossInput, ProvisionInput, TerminateInput } from '../contract/messages.ts';
import { claimRefOf } from '../contract/claim-ref.ts';
import { isProviderName } from '../domain/offering.ts';
import type { ClaimMessage } from './route.ts';

/** Sends the message to Temporal. A workflow that runs already, or is over, is success: the claim says whether work is left. */
export async function sendMessage(temporal: Client, claim: NodeClaim, message: ClaimMessage): Promise<void> {
  switch (message.kind) {
    case 'provision':
      return startProvision(temporal, claim);
    case 'terminate':
      return startTermination(temporal, claim);
    case 'node-loss':
      return startNodeLoss(temporal, claim);
    case 'signal':
      return signal(temporal, claim, message.signal);
    default:
      return message satisfies never;
  }
}

async function startProvision(temporal: Client, claim: NodeClaim): Promise<void> {
  const input: ProvisionInput = { claim: claimRefOf(claim), nodePool: claim.spec.nodePoolRef.name };
  await ignoreStarted(
    temporal.workflow.start(workflowTypes.provisionNodeClaim, {
      workflowId: provisionWorkflowId(claim.metadata.uid),
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `Provision a node for NodeClaim ${claim.metadata.name}`,
      ...common(claim, input),
    }),
  );
}

async function startTermination(temporal: Client, claim: NodeClaim): Promise<void> {
  const input: TerminateInput = { claim: claimRefOf(claim), nodePool: claim.spec.nodePoolRef.name };
  await ignoreStarted(
    temporal.workflow.start(workflowTypes.terminateNodeClaim, {
      workflowId: terminateWorkflowId(claim.metadata.uid),
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `Give back what NodeClaim ${claim.metadata.name} rented`,
      ...common(claim, input),
    }),
  );
}

async function startNodeLoss(temporal: Client, claim: NodeClaim): Promise<void> {
  const { provider } = claim.status ?? {};
  if (provider === undefined || !isProviderName(provider)) return;
  const input: NodeLossInput = { claim: claimRefOf(claim), nodePool: claim.spec.nodePoolRef.name, provider };
  await ignoreStarted(
    temporal.workflow.start(workflowTypes.nodeLoss, {
      workflowId: nodeLossWorkflowId(claim.metadata.uid),
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `Watch the node of NodeClaim ${claim.metadata.name}, which is not Ready`,
      ...common(claim, input),
    }),
  );
}

function common<Input>(claim: NodeClaim, input: Input) {
  const { namespace, name } = claim.metadata;
  const pool = claim.spec.nodePoolRef.name;
  const keyword = (key: string, value: string) => ({
    key: defineSearchAttributeKey(key, SearchAttributeType.KEYWORD),
    value,
  });
  return {
    taskQueue: clusterQueue,
    args: [input],
    staticDetails: `NodePool \`${namespace}/${pool}\`, NodeClaim \`${namespace}/${name}\`. See \`kubectl -n ${namespace} describe nodeclaim ${name}\`.`,
    typedSearchAttributes: [keyword(searchAttributes.nodePool, pool), keyword(searchAttributes.nodeClaim, name)],
  };
}

async function signal(temporal: Client, claim: NodeClaim, name: string): Promise<void> {
  const { uid } = claim.metadata;
  const workflowId = name === signals.nodeRecovered ? nodeLossWorkflowId(uid) : provisionWorkflowId(uid);
  try {
    await temporal.workflow.getHandle(workflowId).signal(name);
  } catch (error) {
    // Not started yet, or just over: the next look decides anew.
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

async function ignoreStarted(start: Promise<unknown>): Promise<void> {
  try {
    await start;
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
