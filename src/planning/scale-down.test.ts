import { describe, expect, it } from 'vitest';
import { aMeta, aNode, aNodePool, aPod, onNode } from '../../test/helpers/planning-objects.ts';
import type { Condition, NodeClaim, NodePool } from '../api/generated.ts';
import { disruptedTaint } from '../api/labels.ts';
import type { Node } from '../kube/types.ts';
import { planScaleDown } from './scale-down.ts';
import type { NodePicture } from './wanted-nodes.ts';

const nowMs = Date.parse('2026-11-01T12:00:00Z');
const ago = (seconds: number): string => new Date(nowMs - seconds * 1000).toISOString();
const aCondition = (type: string, secondsAgo: number, status: Condition['status'] = 'True'): Condition => ({
  type,
  status,
  reason: 'R',
  message: '',
  lastTransitionTime: ago(secondsAgo),
});

interface Given {
  readonly emptyFor?: number;
  readonly readyFor?: number;
  readonly price?: number;
  readonly metadata?: Partial<NodeClaim['metadata']>;
  readonly provider?: string;
}
const aClaim = (name: string, given: Given = {}): NodeClaim => ({
  apiVersion: 'cloudburst.io/v1alpha1',
  kind: 'NodeClaim',
  metadata: aMeta(name, given.metadata),
  spec: { nodePoolRef: { name: 'dr-nodepool' }, resources: { requests: {} } },
  status: {
    provider: given.provider ?? 'hetzner',
    nodeName: name,
    priceEurPerHour: given.price ?? 0.01,
    conditions: [
      aCondition('Initialized', given.readyFor ?? 1000),
      ...(given.emptyFor === undefined ? [] : [aCondition('Empty', given.emptyFor)]),
    ],
  },
});
const aReadyNode = (name: string, overrides: Parameters<typeof aNode>[2] = {}): Node =>
  aNode(name, { cpu: '2', memory: '4Gi', pods: '110' }, overrides);
const aPool = (disruption: NodePool['spec']['disruption'] = { ttlSecondsAfterEmpty: 60 }, minNodes = 0): NodePool =>
  aNodePool('dr-nodepool', { disruption, limits: { maxNodes: 10, minNodes } });
const aPicture = (claims: readonly NodeClaim[], overrides: Partial<NodePicture> = {}): NodePicture => ({
  pods: [],
  nodes: claims.map(({ metadata }) => aReadyNode(metadata.name)),
  claims,
  pools: [aPool()],
  ...overrides,
});
const told = (picture: NodePicture): readonly string[] =>
  planScaleDown(picture, nowMs).disruptions.map(({ claim, reason }) => `${reason} ${claim.metadata.name}`);

describe('an empty node', () => {
  it('is given back after its time, at once with 0, and never without one', () => {
    expect(told(aPicture([aClaim('a', { emptyFor: 59 })]))).toEqual([]);
    expect(planScaleDown(aPicture([aClaim('a', { emptyFor: 60 })]), nowMs).disruptions).toMatchObject([
      { reason: 'Empty', message: 'empty for 60 s, and disruption.ttlSecondsAfterEmpty is 60' },
    ]);
    expect(told(aPicture([aClaim('a', { emptyFor: 0 })], { pools: [aPool({ ttlSecondsAfterEmpty: 0 })] }))).toEqual([
      'Empty a',
    ]);
    expect(told(aPicture([aClaim('a', { emptyFor: 9999 })], { pools: [aPool({})] }))).toEqual([]);
    expect(told(aPicture([aClaim('a')]))).toEqual([]);
  });

  it('goes only as far as minNodes allows: the dearest first, then the oldest, then by name', () => {
    const born = (secondsAgo: number) => ({ creationTimestamp: ago(secondsAgo) });
    const claims = [
      aClaim('cheap', { emptyFor: 60, metadata: born(900) }),
      aClaim('dear', { emptyFor: 60, price: 0.3, metadata: born(1) }),
      aClaim('b', { emptyFor: 60, price: 0.02, metadata: born(500) }),
      aClaim('a', { emptyFor: 60, price: 0.02, metadata: born(500) }),
      aClaim('old', { emptyFor: 60, price: 0.02, metadata: born(600) }),
    ];
    const order = ['Empty dear', 'Empty old', 'Empty a', 'Empty b', 'Empty cheap'];
    for (const min of [0, 1, 3, 5]) {
      expect(told(aPicture(claims, { pools: [aPool({ ttlSecondsAfterEmpty: 60 }, min)] }))).toEqual(
        order.slice(0, 5 - min),
      );
    }
  });

  it('stays when the ones beside it do not count: not Ready, lost or being given back', () => {
    const claims = [aClaim('a', { emptyFor: 60 }), aClaim('b', { metadata: { deletionTimestamp: ago(1) } })];
    const pools = [aPool({ ttlSecondsAfterEmpty: 60 }, 1)];
    expect(told(aPicture(claims, { pools }))).toEqual([]);
    const silent = { ...aReadyNode('c'), status: { conditions: [{ type: 'Ready', status: 'Unknown' as const }] } };
    const nodes = [aReadyNode('a'), silent];
    expect(told(aPicture([aClaim('a', { emptyFor: 60 }), aClaim('c')], { pools, nodes }))).toEqual([]);
  });

  it('that is dearer and not due yet is not replaced by a cheaper one that is', () => {
    const claims = [aClaim('dear', { emptyFor: 5, price: 0.3 }), aClaim('cheap', { emptyFor: 60 })];
    expect(told(aPicture(claims, { pools: [aPool({ ttlSecondsAfterEmpty: 60 }, 1)] }))).toEqual([]);
  });

  it('stays while a pod that waits would have room on it, looked at by the scheduler or not', () => {
    const claims = [aClaim('a', { emptyFor: 60 })];
    const fresh = { ...aPod('new'), status: { phase: 'Pending' as const } };
    expect(told(aPicture(claims, { pods: [aPod('p')] }))).toEqual([]);
    expect(told(aPicture(claims, { pods: [fresh] }))).toEqual([]);
    expect(told(aPicture(claims, { pods: [aPod('big', { cpu: '3' })] }))).toEqual(['Empty a']);
    expect(told(aPicture(claims, { pods: [aPod('gated', {}, { schedulingGates: [{ name: 'g' }] })] }))).toEqual([
      'Empty a',
    ]);
    const tainted = [aReadyNode('a', { taints: [disruptedTaint] })];
    expect(told(aPicture(claims, { pods: [aPod('p')], nodes: tainted }))).toEqual([]);
  });

  it('stays for the pods of a node that is going away', () => {
    const claims = [aClaim('a', { emptyFor: 60 }), aClaim('b', { metadata: { deletionTimestamp: ago(1) } })];
    expect(told(aPicture(claims, { pods: [onNode(aPod('p'), 'b')] }))).toEqual([]);
  });

  it('stays when it or its claim asks for that', () => {
    const annotations = { 'cloudburst.io/do-not-disrupt': 'true' };
    expect(told(aPicture([aClaim('a', { emptyFor: 60, metadata: { annotations } })]))).toEqual([]);
    expect(told(aPicture([aClaim('a', { emptyFor: 60 })], { nodes: [aReadyNode('a', { annotations })] }))).toEqual([]);
  });

  it('stays in a storm, at its own cloud and in one of the cluster', () => {
    const silentNode = (name: string): Node => ({
      ...aReadyNode(name),
      status: { conditions: [{ type: 'Ready', status: 'Unknown' }] },
    });
    const names = ['s1', 's2', 's3'];
    const claims = [
      aClaim('a', { emptyFor: 60 }),
      aClaim('elsewhere', { emptyFor: 60, provider: 'scaleway' }),
      ...names.map((name) => aClaim(name)),
    ];
    const nodes = [aReadyNode('a'), aReadyNode('elsewhere'), ...names.map(silentNode)];
    expect(told(aPicture(claims, { nodes }))).toEqual(['Empty elsewhere']);
    const foreign = silentNode('control-plane');
    expect(told(aPicture(claims, { nodes: [...nodes, foreign] }))).toEqual([]);
    const pool = aPool();
    const annotated = {
      ...pool,
      metadata: { ...pool.metadata, annotations: { 'cloudburst.io/resume-disruption': 'true' } },
    };
    expect(told(aPicture(claims, { nodes: [...nodes, foreign], pools: [annotated] }))).toEqual([
      'Empty a',
      'Empty elsewhere',
    ]);
  });
});

describe('an expired node', () => {
  const pools = [aPool({ ttlSecondsUntilExpired: 3600 })];

  it('is given back whatever runs on it and whatever it asks for, one of a pool at a time, the oldest first', () => {
    const annotations = { 'cloudburst.io/do-not-disrupt': 'true' };
    const claims = [
      aClaim('young', { readyFor: 3599 }),
      aClaim('b', { readyFor: 3600, metadata: { annotations } }),
      aClaim('a', { readyFor: 4000 }),
    ];
    const pods = [onNode(aPod('p'), 'a')];
    expect(told(aPicture(claims, { pools, pods }))).toEqual(['Expired a']);
    expect(told(aPicture(claims.slice(0, 2), { pools }))).toEqual(['Expired b']);
  });

  it('waits while another one of the pool is being given back for that, but not for a claim that somebody deleted', () => {
    const leaving = (readyFor: number): NodeClaim =>
      aClaim('leaving', { readyFor, metadata: { deletionTimestamp: ago(10) } });
    const expired = aClaim('a', { readyFor: 3600 });
    expect(told(aPicture([expired, leaving(3700)], { pools }))).toEqual([]);
    expect(told(aPicture([expired, leaving(3000)], { pools }))).toEqual(['Expired a']);
  });

  it('does not count for minNodes any more', () => {
    const both = [aPool({ ttlSecondsAfterEmpty: 60, ttlSecondsUntilExpired: 3600 }, 1)];
    const claims = [aClaim('a', { readyFor: 3600 }), aClaim('b', { emptyFor: 60 })];
    expect(told(aPicture(claims, { pools: both }))).toEqual(['Expired a']);
  });
});

describe('the taint of a node that is given back', () => {
  const spared = (picture: NodePicture): readonly string[] =>
    planScaleDown(picture, nowMs).spared.map(({ metadata }) => metadata.name);
  const tainted = (name: string): Node => aReadyNode(name, { taints: [disruptedTaint] });

  it('is left behind on a living node that is not to go', () => {
    expect(spared(aPicture([aClaim('a')], { nodes: [tainted('a')] }))).toEqual(['a']);
    expect(spared(aPicture([aClaim('a', { emptyFor: 60 })], { nodes: [tainted('a')] }))).toEqual([]);
    const leaving = aClaim('a', { metadata: { deletionTimestamp: ago(1) } });
    expect(spared(aPicture([leaving], { nodes: [tainted('a')] }))).toEqual([]);
  });
});
