import { expect, it } from 'vitest';
import type { Condition, NodeClaim, NodePool } from '../api/generated.ts';
import { countPool } from './pool-status.ts';

const metadata = { namespace: 'default', uid: 'u', resourceVersion: '1', creationTimestamp: 't' };
const pool: NodePool = {
  apiVersion: 'cloudburst.io/v1alpha1',
  kind: 'NodePool',
  metadata: { ...metadata, name: 'pool' },
  spec: { requirements: { allowedProviders: ['hetzner'] }, limits: { maxNodes: 3 } },
};
const claim = (of: string, types: readonly string[]): NodeClaim => ({
  apiVersion: 'cloudburst.io/v1alpha1',
  kind: 'NodeClaim',
  metadata: { ...metadata, name: 'c' },
  spec: { nodePoolRef: { name: of }, resources: { requests: {} } },
  status: {
    priceEurPerHour: 0.0096,
    capacity: { cpu: '1930m', memory: '1Gi' },
    conditions: types.map((type): Condition => ({
      type,
      status: 'True',
      reason: 'R',
      message: '',
      lastTransitionTime: 't',
    })),
  },
});

it('a pool counts its own claims, but no lost ones, and adds up what was launched', () => {
  const claims = [
    claim('pool', ['Launched', 'NodeReady']),
    claim('pool', ['Launched']),
    claim('pool', []),
    claim('pool', ['Launched', 'Lost']),
    claim('other', ['Launched']),
  ];
  expect(countPool(pool, claims)).toEqual({
    nodes: 3,
    ready: 1,
    hourlyPriceEur: 0.0192,
    capacity: { cpu: '3860m', memory: '2Gi' },
  });
});
