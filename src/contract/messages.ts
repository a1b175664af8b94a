import type { ProviderName } from '../domain/offering.ts';
import type { ClaimRef } from './claim-ref.ts';

/** Names of the signals. A signal says "look"; what is true is read anew. */
export const signals = {
  /** A Node with the claim's name exists. */
  nodeRegistered: 'nodeRegistered',
  /** That Node is Ready. */
  nodeReady: 'nodeReady',
  /** Something changed that may make an offering acceptable: begin the next round now. */
  lookAgain: 'lookAgain',
  /** The Node that was not Ready is Ready again. */
  nodeRecovered: 'nodeRecovered',
} as const;

/** Names of the queries. */
export const queries = {
  /** Answers {@link ProvisionProgress}. */
  progress: 'progress',
} as const;

/** Input of ProvisionNodeClaim. */
export interface ProvisionInput {
  readonly claim: ClaimRef;
  readonly nodePool: string;
  /** Rounds that were over before this run of the workflow; 0 or absent in the beginning. */
  readonly roundsOver?: number;
}

/** Input of TerminateNodeClaim. */
export interface TerminateInput {
  readonly claim: ClaimRef;
  readonly nodePool: string;
}

/** Input of NodeLossWorkflow. */
export interface NodeLossInput {
  readonly claim: ClaimRef;
  readonly nodePool: string;
  /** Where the machine was rented. */
  readonly provider: ProviderName;
}

/** Result of NodeLossWorkflow. */
export interface NodeLossResult {
  readonly outcome: 'Recovered' | 'ClaimGone' | 'Lost';
  /** Reason of the condition Lost. */
  readonly reason?: string;
}

/** Input of CollectGarbage. */
export interface CollectGarbageInput {
  /** `observe` deletes nothing. */
  readonly mode: 'delete' | 'observe';
  /** Milliseconds between the three looks. */
  readonly lookIntervalMs: number;
}

/** What became of one account in a run of CollectGarbage. */
export interface AccountResult {
  /** `hetzner through default/dr-nodeclass` */
  readonly account: string;
  /** Ids of what was deleted; with `observe` of what would have been. */
  readonly removed: readonly string[];
  /** Why nothing, or not everything, was deleted. */
  readonly problem?: string;
}

/** Result of CollectGarbage. */
export interface CollectGarbageResult {
  readonly accounts: readonly AccountResult[];
  /** Join tokens without a claim that were deleted. */
  readonly tokens: number;
}

/** How one offering ended. */
export interface OfferingOutcome {
  readonly provider: ProviderName;
  readonly zone: string;
  readonly instanceType: string;
  /** `Created`, or the type of the failure. */
  readonly outcome: string;
  readonly message?: string;
}

/** What ProvisionNodeClaim answers to the query `progress`. */
export interface ProvisionProgress {
  readonly step: string;
  readonly round: number;
  readonly outcomes: readonly OfferingOutcome[];
}

/** Result of ProvisionNodeClaim. */
export interface ProvisionResult {
  readonly outcome: 'Ready' | 'ClaimGone';
  readonly provider?: ProviderName;
  readonly instanceType?: string;
}
