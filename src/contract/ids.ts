import type { ProviderName } from '../domain/offering.ts';

/** Queue of all workflows and of the activities that touch only the cluster. */
export const clusterQueue = 'cloudburst';

/** Queue of the activities that call one cloud, so that a slow cloud holds up nobody else. */
export function providerQueue(provider: ProviderName): string {
  return `cloudburst-${provider}`;
}

/** Workflow types, as people type them into `temporal workflow start --type`. */
export const workflowTypes = {
  provisionNodeClaim: 'ProvisionNodeClaim',
  terminateNodeClaim: 'TerminateNodeClaim',
  nodeLoss: 'NodeLossWorkflow',
  collectGarbage: 'CollectGarbage',
} as const;

/** The id under which a claim's machine is provisioned; there is never a second one at a time. */
export function provisionWorkflowId(claimUid: string): string {
  return `provision/${claimUid}`;
}

/** The id under which a claim's machine is given back. */
export function terminateWorkflowId(claimUid: string): string {
  return `terminate/${claimUid}`;
}

/** The id under which the loss of a claim's node is watched and decided. */
export function nodeLossWorkflowId(claimUid: string): string {
  return `node-loss/${claimUid}`;
}

/** The Temporal Schedule that starts CollectGarbage; also the beginning of the ids of what it starts. */
export const garbageScheduleId = 'garbage-collection';

/** Search attributes; all of type Keyword. They are never encrypted, so they hold names only. */
export const searchAttributes = {
  nodePool: 'CloudburstNodePool',
  nodeClaim: 'CloudburstNodeClaim',
  provider: 'CloudburstProvider',
  outcome: 'CloudburstOutcome',
  drill: 'CloudburstDrill',
} as const;
