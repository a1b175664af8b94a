import { expect, it } from 'vitest';
import type { Attempt } from '../api/generated.ts';
import { failoverOf } from './failover.ts';

const attempt = (provider: string, reason?: string): Attempt => ({
  provider,
  region: 'r',
  instanceType: 't',
  name: 'n',
  startedAt: 's',
  outcome: reason === undefined ? 'Created' : 'Refused',
  ...(reason !== undefined && { reason }),
});

it('a failover is a create at another cloud than the one that refused before', () => {
  expect(failoverOf([attempt('hetzner', 'ProviderOutage'), attempt('scaleway')])).toEqual({
    from: 'hetzner',
    to: 'scaleway',
    reason: 'ProviderOutage',
  });
  expect(failoverOf([attempt('hetzner', 'InsufficientCapacity'), attempt('hetzner')])).toBeUndefined();
  expect(failoverOf([attempt('hetzner')])).toBeUndefined();
  expect(failoverOf([])).toBeUndefined();
});
