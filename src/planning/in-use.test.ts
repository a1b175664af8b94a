import { describe, expect, it } from 'vitest';
import { aMeta, aNodeClass, aNodePool } from '../../test/helpers/planning-objects.ts';
import type { NodeClaim } from '../api/generated.ts';
import { claimsOfClass, claimsOfPool } from './in-use.ts';

function claim(change: {
  namespace?: string;
  pool?: string;
  nodeClass?: string;
  provider?: string;
  tried?: string;
  usedClass?: string;
}): NodeClaim {
  const { namespace = 'default', pool = 'dr-nodepool', nodeClass, provider, tried, usedClass } = change;
  return {
    apiVersion: 'cloudburst.io/v1alpha1',
    kind: 'NodeClaim',
    metadata: aMeta('claim', { namespace }),
    spec: {
      nodePoolRef: { name: pool },
      ...(nodeClass === undefined ? {} : { nodeClassRef: { name: nodeClass } }),
      resources: { requests: {} },
    },
    status: {
      ...(provider === undefined ? {} : { provider }),
      ...(tried === undefined
        ? {}
        : {
            attempts: [
              {
                provider: tried,
                region: 'r',
                instanceType: 't',
                name: 'n',
                ...(usedClass === undefined ? {} : { nodeClass: usedClass }),
                startedAt: '2026-11-01T10:00:00Z',
                outcome: 'Unknown',
              },
            ],
          }),
    },
  };
}

describe('a pool', () => {
  it('is in use by the claims of its namespace that name it', () => {
    const own = claim({});
    const others = [claim({ namespace: 'other' }), claim({ pool: 'another' })];
    expect(claimsOfPool(aNodePool(), [own, ...others])).toEqual([own]);
  });
});

describe('a class', () => {
  const { scaleway: _scaleway, ...hetznerOnly } = aNodeClass().spec;
  const nodeClass = { ...aNodeClass(), spec: hetznerOnly };
  const { nodeClassRef: _ref, ...unnamed } = aNodePool().spec;
  const pool = { ...aNodePool(), spec: unnamed };
  const isInUse = (one: NodeClaim, pools = [pool]): boolean =>
    claimsOfClass(nodeClass, { claims: [one], pools }).length === 1;

  it('is in use by a claim that rented through it, although the pool names another one by now', () => {
    const renamed = { ...aNodePool(), spec: { ...aNodePool().spec, nodeClassRef: { name: 'another' } } };
    const used = claim({ tried: 'hetzner', usedClass: nodeClass.metadata.name });
    const other = claim({ tried: 'hetzner', usedClass: 'another' });
    expect(claimsOfClass(nodeClass, { claims: [used, other], pools: [renamed] })).toEqual([used]);
  });

  it('is in use by a claim that names it, and by one whose pool does', () => {
    expect(isInUse(claim({ nodeClass: 'dr-nodeclass' }), [])).toBe(true);
    expect(isInUse(claim({ nodeClass: 'another', provider: 'hetzner' }))).toBe(false);
    expect(isInUse(claim({ nodeClass: 'dr-nodeclass', namespace: 'other' }), [])).toBe(false);
    const naming = { ...pool, spec: { ...unnamed, nodeClassRef: { name: 'dr-nodeclass' } } };
    expect(isInUse(claim({}), [naming])).toBe(true);
    expect(isInUse(claim({ nodeClass: 'another' }), [naming])).toBe(true);
  });

  it('is in use by a claim that names none, where it has a block for a cloud that was tried or may be', () => {
    expect(isInUse(claim({}))).toBe(true);
    expect(isInUse(claim({ pool: 'gone' }))).toBe(false);
    expect(isInUse(claim({ pool: 'gone', provider: 'hetzner' }))).toBe(true);
    expect(isInUse(claim({ pool: 'gone', tried: 'hetzner' }))).toBe(true);
    expect(isInUse(claim({ pool: 'gone', provider: 'scaleway', tried: 'scaleway' }))).toBe(false);
    const scalewayOnly = { ...pool, spec: { ...unnamed, requirements: { allowedProviders: ['scaleway' as const] } } };
    expect(isInUse(claim({}), [scalewayOnly])).toBe(false);
  });
});
