import { describe, expect, it } from 'vitest';
import { afterRefusal, roundBackoffMs } from './refusal.ts';

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
    expect([0, 1, 2, 3, 4, 5, 50].map(roundBackoffMs)).toEqual([15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
  });
});
