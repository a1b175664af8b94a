import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

const settings = { baseMs: 250, maxMs: 10_000 };

describe('backoffMs', () => {
  it('doubles with each failure up to the longest wait', () => {
    const waits = [1, 2, 3, 7, 60].map((failures) => backoffMs({ ...settings, failures, random: 1 }));
    expect(waits).toEqual([250, 500, 1000, 10_000, 10_000]);
  });

  it('spreads over the upper half by chance', () => {
    expect(backoffMs({ ...settings, failures: 1, random: 0 })).toBe(125);
  });

  it('is never shorter than the other side asked for', () => {
    expect(backoffMs({ ...settings, failures: 1, random: 0, atLeastMs: 3_000 })).toBe(3_000);
  });
});
