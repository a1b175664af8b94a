import type { ProviderName } from '../domain/offering.ts';
import type { ClaimRef } from './claim-ref.ts';

/** An offering as it is handed from the recommendation to the launch. */
export interface OfferingChoice {
  readonly provider: ProviderName;
  readonly region: string;
  readonly zone: string;
  readonly instanceType: string;
  /** EUR for one hour, disk and IPv4 included. */
  readonly priceEurPerHour: number;
}

/** Deadlines of a new node, in milliseconds; from the pool, else built in. */
export interface ProvisionDeadlines {
  readonly launchMs: number;
  readonly joinMs: number;
  readonly initializeMs: number;
}

/** What the claim needs next, read from the objects. */
export type Recommendation =
  | { readonly kind: 'claim-gone' }
  | { readonly kind: 'ready' }
  /** An instance exists already; only the joining is left. */
  | {
      readonly kind: 'launched';
      readonly offering: OfferingChoice;
      readonly deadlines: ProvisionDeadlines;
      readonly openAttempts: readonly ProviderName[];
    }
  | {
      readonly kind: 'offerings';
      readonly offerings: readonly OfferingChoice[];
      readonly deadlines: ProvisionDeadlines;
    }
  /** Nothing can be bought now; the message says why and stands in the claim's condition. */
  | { readonly kind: 'none'; readonly reason: string; readonly message: string };

/** The instance that was rented. */
export interface LaunchedInstance {
  readonly instanceId: string;
  readonly providerID: string;
  /** Providers at which an instance of unknown fate may exist beside it. */
  readonly openAttempts: readonly ProviderName[];
}

/** What a look at the claim's Node found. */
export type NodeLook =
  | { readonly kind: 'absent'; readonly message: string }
  | { readonly kind: 'registered'; readonly nodeName: string }
  | { readonly kind: 'not-ready'; readonly message: string }
  /** `openAttempts` names the providers at which an instance of unknown fate may still exist. */
  | { readonly kind: 'ready'; readonly nodeName: string; readonly openAttempts: readonly ProviderName[] };

/** What a termination has to look after. */
export type TerminationPlan =
  | { readonly kind: 'claim-gone' }
  | {
      readonly kind: 'providers';
      /** Where the claim has rented or tried to. */
      readonly providers: readonly ProviderName[];
      /** The Node whose pods are moved first; absent when there is none, or when it is lost and its pods are freed already. */
      readonly drain?: { readonly nodeName: string };
      /** Whether the Node goes before its machine is confirmed gone: it is lost, and its pods shall not wait for a cloud. */
      readonly isNodeFirst?: boolean;
    };

/** What a look at a node that is not Ready found. */
export type LossLook =
  /** Nothing is left to decide. */
  | { readonly kind: 'over'; readonly outcome: 'Recovered' | 'ClaimGone' }
  /** Not lost yet; the grace period, which counts from the Node's own transition, ends in so many milliseconds. */
  | { readonly kind: 'wait'; readonly graceLeftMs: number; readonly message: string }
  | { readonly kind: 'lost'; readonly loss: Loss };

/** Why a node counts as lost. */
export interface Loss {
  /** Reason of the condition Lost, for example `InstanceGone`. */
  readonly reason: string;
  /** One sentence. */
  readonly message: string;
  /** Whether the provider says that the machine is gone or off, so that none of its pods can still run. */
  readonly isMachineDown: boolean;
}

/** One account at a cloud, and the class by which it is reached. */
export interface GarbageAccount {
  readonly provider: ProviderName;
  readonly nodeClass: { readonly namespace: string; readonly name: string };
}

/** What one look at an account found to be nobody's. */
export interface GarbageLook {
  readonly suspects: readonly { readonly id: string; readonly name: string; readonly reason: string }[];
  /** Why nothing is to be deleted; absent when it may. */
  readonly refused?: string;
}

/** Activities on the queue {@link clusterQueue}: they read and write the cluster and ask the broker. */
export interface ClusterActivities {
  /** Reads claim, pool and class anew and says what to try, best first. */
  recommendOfferings(input: { readonly claim: ClaimRef; readonly round: number }): Promise<Recommendation>;
  /** Writes that every offering refused, and until when the claim waits. */
  recordRoundOver(input: {
    readonly claim: ClaimRef;
    readonly retryAfterMs: number;
    readonly summary: string;
  }): Promise<void>;
  /** The last look at the end of the join deadline. */
  awaitRegistration(input: { readonly claim: ClaimRef }): Promise<NodeLook>;
  /** Matches the Node to the claim, sets labels and provider id, then removes the taint that kept pods away. */
  registerNode(input: { readonly claim: ClaimRef }): Promise<NodeLook>;
  /** Looks whether the Node is usable; if so the claim is Ready and its join token is deleted. */
  awaitNodeReady(input: { readonly claim: ClaimRef }): Promise<NodeLook>;
  /** Cancels `provision/<uid>` and waits until it is closed. */
  stopProvisioning(input: { readonly claim: ClaimRef }): Promise<void>;
  /** Taints and cordons the Node, deletes the join token and lists the providers ever attempted. */
  beginTermination(input: { readonly claim: ClaimRef }): Promise<TerminationPlan>;
  /** Moves the pods off the Node. Fails with NotYet until they are gone or the pool's terminationGracePeriodSeconds are over. */
  drainNode(input: { readonly claim: ClaimRef }): Promise<void>;
  /** Removes the Node of a lost machine and notes that the machine itself is not confirmed gone. */
  removeLostNode(input: { readonly claim: ClaimRef }): Promise<void>;
  /** Removes Node, token and, last, the finalizer. The machine must be confirmed gone. */
  releaseNodeClaim(input: { readonly claim: ClaimRef }): Promise<void>;
  /**
   * Marks the claim Lost, so that replacements are planned, unless the storm brake holds: then it fails with NotYet until the storm
   * is over. `over` when the node came back or the claim went meanwhile.
   */
  declareLost(input: { readonly claim: ClaimRef; readonly loss: Loss }): Promise<'declared' | 'over'>;
  /** Deletes the pods that the lost node held; by force only where the machine is down for sure. */
  freeLostPods(input: { readonly claim: ClaimRef; readonly loss: Loss }): Promise<void>;
  /** Every account that a NodeClass names, each once. */
  listAccounts(): Promise<readonly GarbageAccount[]>;
  /** Deletes join tokens whose claim is gone; gives their number. */
  removeStaleTokens(): Promise<number>;
  /** Deletes the NodeClaim, which ends in TerminateNodeClaim, once the brake allows; and waits until it is gone. */
  endLostClaim(input: { readonly claim: ClaimRef }): Promise<void>;
}

/** Activities on the queue of one provider. */
export interface ProviderActivities {
  /**
   * The one activity that holds secrets: reads them, makes the join token and the user data, and rents. Fails with a type of
   * failureTypes; the attempt stands in the claim's status before the request leaves.
   */
  launchInstance(input: { readonly claim: ClaimRef; readonly offering: OfferingChoice }): Promise<LaunchedInstance>;
  /** Gives back every instance of the claim at the provider but the one it owns, and closes the open attempts there. */
  settleAttempts(input: { readonly claim: ClaimRef; readonly provider: ProviderName }): Promise<void>;
  /** Gives back an instance that never joined, and frees the claim for its next offering. */
  abandonInstance(input: {
    readonly claim: ClaimRef;
    readonly offering: OfferingChoice;
    readonly reason: string;
  }): Promise<void>;
  /** Looks at the Node and asks the provider for its machine. `isGoneProven` says that {@link awaitLossNews} saw it gone twice. */
  assessLoss(input: { readonly claim: ClaimRef; readonly isGoneProven: boolean }): Promise<LossLook>;
  /**
   * Asks the provider again and again while the grace period runs; ends when it has said twice that the machine is gone, or when the
   * claim is being deleted.
   */
  awaitLossNews(input: { readonly claim: ClaimRef }): Promise<{ readonly isGoneProven: boolean }>;
  /** Lists what carries our mark, then the claims, and says what is nobody's. */
  findGarbage(input: { readonly account: GarbageAccount }): Promise<GarbageLook>;
  /** Looks at each suspect once more and deletes it, side resources included; gives the ids of what is gone. */
  removeGarbage(input: {
    readonly account: GarbageAccount;
    readonly ids: readonly string[];
  }): Promise<readonly string[]>;
  /** Gives back every instance of the claim at the provider, side resources included, until nothing is found. */
  reclaimInstances(input: { readonly claim: ClaimRef; readonly provider: ProviderName }): Promise<void>;
}
