import { describe, expect, it } from 'vitest';
import { fullBucket, observe, refuse, take, unknownBucket, waitFor } from './token-bucket.ts';

const hour = fullBucket(100, 1 / 1_000, 0);

function drained(tokens: number) {
  return { ...hour, tokens };
}

describe('token bucket', () => {
  it('lets a request pass while there are tokens', () => {
    expect(waitFor(hour, 'routine', 0)).toBe(0);
  });

  it('keeps a tenth for creates and deletes', () => {
    expect([waitFor(drained(10), 'routine', 0), waitFor(drained(10), 'urgent', 0)]).toEqual([1_000, 0]);
  });

  it('says how long an empty bucket takes to refill', () => {
    expect([
      waitFor(drained(0), 'urgent', 0),
      waitFor(drained(0), 'urgent', 400),
      waitFor(drained(0), 'urgent', 1_000),
    ]).toEqual([1_000, 600, 0]);
  });

  it('never holds more than its capacity', () => {
    expect(take(hour, 3_600_000).tokens).toBe(99);
  });

  it('believes the cloud, less the requests that are under way', () => {
    const seen = observe(hour, { limit: 50, remaining: 20, refillPerMs: 0.5 }, { nowMs: 7, underWay: 3 });
    expect(seen).toMatchObject({ capacity: 50, tokens: 17, refillPerMs: 0.5, atMs: 7 });
  });

  it('lets nothing pass for the delay after a refusal, urgent or not', () => {
    expect(waitFor(refuse(hour, 3_000, 0), 'urgent', 1_000)).toBe(2_000);
  });

  it('lets everything pass while the limit is unknown, but for the delay after a refusal', () => {
    const unknown = unknownBucket(0);
    expect(waitFor(take(unknown, 0), 'routine', 0)).toBe(0);
    expect([waitFor(refuse(unknown, 500, 0), 'routine', 0), waitFor(refuse(unknown, 500, 0), 'routine', 500)]).toEqual([
      500, 0,
    ]);
  });
});
