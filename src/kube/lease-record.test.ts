import { describe, expect, it } from 'vitest';
import { assessLease, heldSpec, microTime, observeLease } from './lease-record.ts';
import type { Lease } from './types.ts';

function lease(resourceVersion: string, spec?: Lease['spec']): Lease {
  const metadata = { name: 'watcher', namespace: 'default', uid: 'u', resourceVersion, creationTimestamp: '' };
  return spec === undefined ? { metadata } : { metadata, spec };
}

describe('assessLease', () => {
  const firstSeenMs = 100_000;
  const judge = (spec: Lease['spec'], nowMs: number) =>
    assessLease({
      lease: lease('1', spec),
      observation: { resourceVersion: '1', firstSeenMs },
      identity: 'me',
      nowMs,
      defaultDurationMs: 15_000,
    });

  it('takes a lease that nobody holds', () => {
    expect(judge(undefined, firstSeenMs)).toEqual({ kind: 'take' });
    expect(judge({ holderIdentity: '' }, firstSeenMs)).toEqual({ kind: 'take' });
  });

  it('renews its own', () => {
    expect(judge({ holderIdentity: 'me', leaseDurationSeconds: 15 }, firstSeenMs)).toEqual({ kind: 'renew' });
  });

  it("waits for another's until it was not seen to change for its duration", () => {
    const held = { holderIdentity: 'other', leaseDurationSeconds: 20 };
    expect(judge(held, firstSeenMs + 19_999)).toEqual({ kind: 'wait', holder: 'other' });
    expect(judge(held, firstSeenMs + 20_000)).toEqual({ kind: 'take' });
  });

  it('believes its own clock only, whatever time the holder wrote', () => {
    const fromThePast = { holderIdentity: 'other', leaseDurationSeconds: 15, renewTime: '1999-01-01T00:00:00.000000Z' };
    expect(judge(fromThePast, firstSeenMs + 1)).toEqual({ kind: 'wait', holder: 'other' });
  });
});

describe('observeLease', () => {
  it('counts from the first sight of each version', () => {
    const first = observeLease(undefined, lease('1'), 1_000);
    expect(observeLease(first, lease('1'), 5_000)).toEqual({ resourceVersion: '1', firstSeenMs: 1_000 });
    expect(observeLease(first, lease('2'), 5_000)).toEqual({ resourceVersion: '2', firstSeenMs: 5_000 });
  });
});

describe('heldSpec', () => {
  const times = { nowMs: Date.UTC(2026, 0, 1), durationMs: 15_000 };

  it('keeps the time of acquisition while the holder stays, and counts changes of holder', () => {
    const first = heldSpec(undefined, 'a', times);
    expect(first).toEqual({
      holderIdentity: 'a',
      leaseDurationSeconds: 15,
      acquireTime: '2026-01-01T00:00:00.000000Z',
      renewTime: '2026-01-01T00:00:00.000000Z',
      leaseTransitions: 0,
    });
    const later = { ...times, nowMs: times.nowMs + 2_000 };
    const renewed = heldSpec(first, 'a', later);
    expect(renewed).toMatchObject({
      acquireTime: first.acquireTime,
      renewTime: microTime(later.nowMs),
      leaseTransitions: 0,
    });
    expect(heldSpec(renewed, 'b', later)).toMatchObject({ acquireTime: microTime(later.nowMs), leaseTransitions: 1 });
  });
});
