import { describe, expect, it } from 'vitest';
import { afterRefusal, roundBackoffMs, throttleDelayMs } from './refusal.ts';

describe('what follows a refusal', () => {
  it.each([
    ['InsufficientCapacity', 'next-offering'],
    ['OfferingRefused', 'next-offering'],
    ['QuotaExceeded', 'next-provider'],
    ['ProviderOutage', 'next-provider'],
    ['CredentialsRefused', 'next-provider'],
    ['Throttled', 'next-provider'],
    ['RequestRefused', 'next-provider'],
    ['ProviderNotAllowed', 'next-provider'],
    ['ClaimGone', 'stop'],
    ['SomethingNobodyKnows', 'next-provider'],
    [undefined, 'next-provider'],
  ])('%s: %s', (type, next) => {
    expect(afterRefusal(type)).toBe(next);
  });

  it('is a pause that doubles from 15 s to five minutes once all refused', () => {
    expect([0, 1, 2, 3, 4, 5, 50].map(roundBackoffMs)).toEqual([
      15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 300_000,
    ]);
  });
});

describe('a throttled request', () => {
  it('is repeated after the wait that the provider asks for, while that fits ten seconds in all', () => {
    expect(throttleDelayMs(3_000, 0)).toBe(3_000);
    expect(throttleDelayMs(3_000, 7_000)).toBe(3_000);
    expect(throttleDelayMs(3_000, 7_001)).toBeUndefined();
    expect(throttleDelayMs(60_000, 0)).toBeUndefined();
  });
  it('is not repeated in a tight circle', () => expect(throttleDelayMs(0, 0)).toBe(500));
});
