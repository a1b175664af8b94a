import type { Offering } from '../../domain/offering.ts';
import type { InstanceIdParts } from '../instance-id.ts';
import type { Instance, InstanceRequest } from '../provider.ts';
import type { Urgency } from '../token-bucket.ts';
import { vendorError } from './errors.ts';

/** How a call is made: with the signal of whoever asks, and before or after others when the rate limit is near. */
export interface Call {
  readonly signal: AbortSignal;
  readonly urgency: Urgency;
}

/** What the cloud can do, one request each, never sent twice. Errors are those of `vendorError`. */
export interface VendorCalls {
  createInstance(request: InstanceRequest, call: Call): Promise<Instance>;
  /** All pages, by owner mark and, with a claim UID, by claim mark; the marks are checked again here. */
  listInstances(claimUid: string | undefined, call: Call): Promise<readonly Instance[]>;
  /** Throws InstanceNotFoundError, and ForeignInstanceError for what does not carry the owner mark. */
  getInstance(id: InstanceIdParts, call: Call): Promise<Instance>;
  /** One step towards nothing being left, side resources included; InstanceNotFoundError once nothing is. */
  deleteInstance(id: InstanceIdParts, call: Call): Promise<void>;
  readOfferings(call: Call): Promise<readonly Offering[]>;
}

/** To be replaced by calls of the cloud's API through `exchange`, a `RequestBudget` and `redaction`, as in ../hetzner/client.ts. */
export function createVendorCalls(): VendorCalls {
  const missing = async (): Promise<never> => {
    const failure = { code: 'not_implemented', message: 'write calls.ts', httpStatus: 501, creates: false };
    throw vendorError(failure);
  };
  return {
    createInstance: missing,
    listInstances: missing,
    getInstance: missing,
    deleteInstance: missing,
    readOfferings: missing,
  };
}
