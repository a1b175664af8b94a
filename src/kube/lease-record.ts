import type { MergePatch } from './client-api.ts';
import type { Lease } from './types.ts';

// The rules of leader election, after client-go's tools/leaderelection: a lease has run out when it was not seen to
// change for its duration on OUR clock. Times written in it are for people; clocks of other machines are never compared.

/** Until when a holder is believed: which version was seen, and when it was first seen. */
export interface LeaseObservation {
  readonly resourceVersion: string;
  readonly firstSeenMs: number;
}

/** What a candidate should do about a lease. */
export type LeaseVerdict =
  /** Nobody holds it, or its holder has been silent for too long. */
  | { readonly kind: 'take' }
  /** It is ours already. */
  | { readonly kind: 'renew' }
  | { readonly kind: 'wait'; readonly holder: string };

/** Remembers when this version of the lease was first seen. */
export function observeLease(previous: LeaseObservation | undefined, lease: Lease, nowMs: number): LeaseObservation {
  const { resourceVersion } = lease.metadata;
  return previous?.resourceVersion === resourceVersion ? previous : { resourceVersion, firstSeenMs: nowMs };
}

/** Decides for one candidate. `defaultDurationMs` holds where the lease names no duration. */
export function assessLease(situation: {
  readonly lease: Lease;
  readonly observation: LeaseObservation;
  readonly identity: string;
  readonly nowMs: number;
  readonly defaultDurationMs: number;
}): LeaseVerdict {
  const { lease, observation, identity, nowMs, defaultDurationMs } = situation;
  const { holderIdentity: holder, leaseDurationSeconds } = lease.spec ?? {};
  if (holder === undefined || holder === '') return { kind: 'take' };
  if (holder === identity) return { kind: 'renew' };
  const durationMs = leaseDurationSeconds === undefined ? defaultDurationMs : leaseDurationSeconds * 1000;
  return nowMs - observation.firstSeenMs >= durationMs ? { kind: 'take' } : { kind: 'wait', holder };
}

/** What a taken or renewed lease says. A change of holder counts as a transition. */
export function heldSpec(
  current: Lease['spec'],
  identity: string,
  times: { readonly nowMs: number; readonly durationMs: number },
): NonNullable<Lease['spec']> {
  const renewTime = microTime(times.nowMs);
  const held = current?.holderIdentity === identity;
  const transitions = current?.leaseTransitions ?? 0;
  return {
    holderIdentity: identity,
    leaseDurationSeconds: Math.ceil(times.durationMs / 1000),
    acquireTime: held ? (current.acquireTime ?? renewTime) : renewTime,
    renewTime,
    leaseTransitions: held || current === undefined ? transitions : transitions + 1,
  };
}

/** The patch by which a holder gives the lease back, valid for one version only. */
export function releasePatch(lease: Lease): MergePatch<Lease> {
  const { resourceVersion } = lease.metadata;
  return { metadata: { resourceVersion }, spec: { holderIdentity: null, leaseDurationSeconds: 1 } };
}

/** RFC 3339 with microseconds, as the API server demands of a MicroTime. */
export function microTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}
