import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claimName } from './claim-name.ts';

const parts = { namespace: 'default', poolName: 'dr-nodepool', poolUid: 'u1', planGeneration: 1, index: 0 };

describe('claimName', () => {
  it('is the pool and eight characters, always the same for the same plan', () => {
    expect(claimName(parts)).toMatch(/^dr-nodepool-[a-z0-9]{8}$/);
    expect(claimName({ ...parts })).toBe(claimName(parts));
  });

  it('differs with every part', () => {
    const others = [{ namespace: 'other' }, { poolUid: 'u2' }, { planGeneration: 2 }, { index: 1 }].map((change) =>
      claimName({ ...parts, ...change }),
    );
    expect(new Set([...others, claimName(parts)]).size).toBe(5);
  });

  it('does not repeat within 1000 generations of 20 machines', () => {
    const names = new Set<string>();
    for (let planGeneration = 0; planGeneration < 1000; planGeneration += 1) {
      for (let index = 0; index < 20; index += 1) names.add(claimName({ ...parts, planGeneration, index }));
    }
    expect(names.size).toBe(20_000);
  });

  it('is a DNS label whatever the pool is called', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]([-a-z0-9.]{0,200}[a-z0-9])?$/), (poolName) => {
        const name = claimName({ ...parts, poolName });
        expect(name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
        expect(name.length).toBeLessThanOrEqual(63);
      }),
    );
  });
});
