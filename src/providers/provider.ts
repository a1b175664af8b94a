import type { Architecture, Offering, ProviderName } from '../domain/offering.ts';

/** What is to be rented, and for which claim. */
export interface InstanceRequest {
  readonly claimUid: string;
  /** Becomes the name of the instance and its hostname: the name of the NodeClaim. */
  readonly claimName: string;
  readonly nodePool: string;
  readonly region: string;
  readonly zone: string;
  readonly instanceType: string;
  readonly architecture: Architecture;
  /** Cloud-init text; holds secrets, so it is never logged nor put into an error. */
  readonly userData: string;
  /** True when an earlier call for this claim ended without a word (its worker died), so that its request may still take effect. */
  readonly resumed?: boolean;
}

/** What became of an instance, in words all clouds share. */
export type InstanceState = 'pending' | 'running' | 'stopped' | 'deleting';

/** A rented machine of this cluster. */
export interface Instance {
  /** `provider/region/id`, for example `hetzner/fsn1/12345` or `scaleway/fr-par-1/<uuid>`; for Scaleway the second part is the zone. */
  readonly id: string;
  /** As in `spec.providerID` of a Node: `hcloud://<id>`, `scaleway://instance/<zone>/<id>`. */
  readonly providerID: string;
  readonly name: string;
  readonly provider: ProviderName;
  readonly region: string;
  readonly zone: string;
  readonly instanceType: string;
  readonly state: InstanceState;
  /** UID of the claim it was rented for, from its label or tag. */
  readonly claimUid: string;
  /** RFC 3339. */
  readonly createdAt: string;
}

/** An instance as `create` gives it. */
export interface RentedInstance extends Instance {
  /** True when an earlier request for the claim may still make a second instance; never where the cloud keeps names unique. */
  readonly twinPossible?: boolean;
}

/**
 * What every cloud must offer; the numbered rules stand in docs/provider-contract.md.
 * Every method sends each request once (Temporal retries); only a create whose answer was lost is looked for and then sent
 * once more (outage-retry.ts). It obeys the signal by throwing its reason, and throws only the classes of errors.ts otherwise,
 * none of which holds a secret.
 */
export interface CloudProvider {
  readonly name: ProviderName;
  /**
   * Rents one instance for the claim. Looks for one before it creates, by owner and claim label, so that called twice for one
   * claim it returns the same instance. A half-made instance is completed.
   */
  create(request: InstanceRequest, signal: AbortSignal): Promise<RentedInstance>;
  /** The instance as it is now; throws InstanceNotFoundError. */
  get(instanceId: string, signal: AbortSignal): Promise<Instance>;
  /** Starts termination, side resources included; throws InstanceNotFoundError once nothing is left. */
  delete(instanceId: string, signal: AbortSignal): Promise<void>;
  /**
   * Every instance that this cluster owns, by label or tag, never by name; with a claim UID only that claim's. An instance of
   * which only side resources are left is listed as stopped, so that it is deleted like any other. Never a part of the list:
   * when a page cannot be read it throws.
   */
  list(signal: AbortSignal, claimUid?: string): Promise<readonly Instance[]>;
  /**
   * The same for a look at many claims: one list, shared by all who ask with the credential and a few seconds old at most
   * (`sweepMs`), that a create or delete of this process ends. With a claim UID that claim's instances out of it; when it has
   * none the claim is looked for live, since absence from a list proves nothing. Not to be used before a create.
   */
  sweep(signal: AbortSignal, claimUid?: string): Promise<readonly Instance[]>;
  /** What can be bought, with the full price: instance, disk and IPv4. */
  offerings(signal: AbortSignal): Promise<readonly Offering[]>;
  /** Removes what the machine needed to boot and must not keep (Scaleway's user data); does nothing elsewhere. */
  forgetUserData(instanceId: string, signal: AbortSignal): Promise<void>;
}
