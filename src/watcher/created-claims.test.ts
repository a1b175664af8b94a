import { describe, expect, it } from 'vitest';
import type { NodeClaim } from '../api/generated.ts';
import { createCreatedClaims } from './created-claims.ts';

describe('claims that were just created', () => {
  it('count until the watch shows them, and then once', () => {
    const created = createCreatedClaims();
    created.add(claim('a'), 0);
    expect(created.joinedTo([], 10)).toEqual([claim('a')]);
    expect(created.joinedTo([claim('a')], 20)).toEqual([claim('a')]);
  });

  it('are no room for pods any more when they came and went between two plans', () => {
    const created = createCreatedClaims();
    created.add(claim('a'), 0);
    created.told('a');
    expect(created.joinedTo([], 10)).toEqual([]);
  });

  it('are forgotten when the watch has missed their whole life', () => {
    const created = createCreatedClaims();
    created.add(claim('a'), 0);
    expect(created.joinedTo([], 60_000)).toHaveLength(1);
    expect(created.joinedTo([], 60_001)).toEqual([]);
  });
});

function claim(uid: string): NodeClaim {
  const metadata = {
    name: uid,
    namespace: 'default',
    uid,
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
  };
  const spec = { nodePoolRef: { name: 'pool' }, resources: { requests: {} } };
  return { apiVersion: 'cloudburst.io/v1alpha1', kind: 'NodeClaim', metadata, spec };
}
