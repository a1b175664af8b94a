import { describe, expect, it } from 'vitest';
import type { ProviderName } from '../domain/offering.ts';
import { brake, findStorm } from './storm-brake.ts';
import type { WatchedNode } from './storm-brake.ts';

function nodes(provider: ProviderName | undefined, healthy: number, unhealthy: number): readonly WatchedNode[] {
  return Array.from({ length: healthy + unhealthy }, (_, index) => ({ provider, isHealthy: index < healthy }));
}

const lostAt = (provider: ProviderName) => ({ provider, isConfirmedGone: false, isOverridden: false });

describe('a storm', () => {
  it.each([
    ['one of one', 0, 1, false],
    ['one of two', 1, 1, false],
    ['both of two', 0, 2, true],
    ['two of ten', 8, 2, false],
    ['three of ten', 7, 3, true],
    ['twenty of a hundred', 80, 20, false],
    ['twenty-one of a hundred', 79, 21, true],
    ['three of three', 0, 3, true],
  ] as const)('at one cloud: %s nodes not Ready', (_what, healthy, unhealthy, isStorm) => {
    const storm = findStorm([...nodes('hetzner', healthy, unhealthy), ...nodes('scaleway', 5, 0)]);
    expect(storm.providers.hetzner !== undefined).toBe(isStorm);
    expect(storm.everywhere).toBeUndefined();
    expect(brake(storm, lostAt('hetzner')).kind).toBe(isStorm ? 'replace-only' : 'proceed');
    expect(brake(storm, lostAt('scaleway')).kind).toBe('proceed');
  });

  it('at the only cloud there is one of that cloud, so that its workload moves', () => {
    expect(brake(findStorm(nodes('hetzner', 0, 100)), lostAt('hetzner'))).toEqual({
      kind: 'replace-only',
      reason: '100 of 100 nodes at hetzner are not Ready',
    });
  });

  it('at two clouds at once is ours, and everything is held', () => {
    const storm = findStorm([...nodes('hetzner', 1, 3), ...nodes('scaleway', 0, 3)]);
    expect(brake(storm, lostAt('hetzner'))).toEqual({
      kind: 'hold',
      reason: '6 of 7 nodes are not Ready at several clouds at once',
    });
  });

  it('that takes nodes which are not ours as well is the cluster’s', () => {
    const storm = findStorm([...nodes('hetzner', 0, 3), ...nodes(undefined, 0, 1)]);
    expect(brake(storm, lostAt('hetzner')).kind).toBe('hold');
    const calm = findStorm([...nodes('hetzner', 0, 3), ...nodes(undefined, 3, 1)]);
    expect(brake(calm, lostAt('hetzner')).kind).toBe('replace-only');
  });

  it('does not hold a node that is confirmed gone, nor one whose operator says so', () => {
    const storm = findStorm([...nodes('hetzner', 0, 3), ...nodes('scaleway', 0, 3)]);
    expect(brake(storm, { ...lostAt('hetzner'), isConfirmedGone: true }).kind).toBe('proceed');
    expect(brake(storm, { ...lostAt('hetzner'), isOverridden: true }).kind).toBe('proceed');
  });

  it('without any node is none', () => {
    expect(findStorm([])).toEqual({ providers: {} });
  });
});
