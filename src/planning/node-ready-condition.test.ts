import { describe, expect, it } from 'vitest';
import { aMeta, aNode } from '../../test/helpers/planning-objects.ts';
import type { Condition, NodeClaim } from '../api/generated.ts';
import type { Node } from '../kube/types.ts';
import { nodeEvidence, withNodeReady } from './node-ready-condition.ts';
import { watchedNodes } from './storm-picture.ts';

const nowMs = Date.parse('2026-11-01T12:00:00Z');
const aCondition = (type: string, status: Condition['status'], reason = 'R'): Condition => ({
  type,
  status,
  reason,
  message: '',
  lastTransitionTime: '2026-11-01T11:58:00Z',
});
const aClaim = (...conditions: readonly Condition[]): NodeClaim => ({
  apiVersion: 'cloudburst.io/v1alpha1',
  kind: 'NodeClaim',
  metadata: aMeta('claim-a'),
  spec: { nodePoolRef: { name: 'pool' }, resources: { requests: {} } },
  status: { provider: 'hetzner', nodeName: 'claim-a', conditions: [aCondition('Initialized', 'True'), ...conditions] },
});
const notReady = (): Node => ({
  ...aNode('claim-a', {}),
  status: {
    conditions: [
      { type: 'Ready', status: 'Unknown', message: 'Kubelet is silent', lastTransitionTime: '2026-11-01T11:59:00Z' },
    ],
  },
});
const nodeReadyOf = (claim: NodeClaim, node: Node | undefined) =>
  withNodeReady(claim, node, nowMs)?.find(({ type }) => type === 'NodeReady');

describe('the evidence of a Node', () => {
  it('counts from the Node’s own transition, so that a restart of ours resets nothing', () => {
    expect(nodeEvidence(aClaim(), notReady(), nowMs)).toEqual({
      kind: 'not-ready',
      sinceMs: nowMs - 60_000,
      message: 'Kubelet is silent',
    });
  });

  it('counts a Node that is gone from the time it was first missed', () => {
    expect(nodeEvidence(aClaim(aCondition('NodeReady', 'False')), undefined, nowMs)).toMatchObject({
      kind: 'missing',
      sinceMs: nowMs - 120_000,
    });
    expect(nodeEvidence(aClaim(aCondition('NodeReady', 'True')), undefined, nowMs)).toMatchObject({ sinceMs: nowMs });
  });
});

describe('the condition NodeReady', () => {
  it('follows the Node, with the Node’s own time', () => {
    expect(nodeReadyOf(aClaim(aCondition('NodeReady', 'True')), notReady())).toMatchObject({
      status: 'False',
      reason: 'NodeNotReady',
      message: 'Kubelet is silent',
      lastTransitionTime: '2026-11-01T11:59:00Z',
    });
    const back = nodeReadyOf(aClaim(aCondition('NodeReady', 'False', 'NodeNotReady')), aNode('claim-a', {}));
    expect(back).toMatchObject({ status: 'True', lastTransitionTime: '2026-11-01T12:00:00Z' });
  });

  it('is left alone when it says so already, and before the node was Ready once', () => {
    expect(
      withNodeReady(aClaim(aCondition('NodeReady', 'True', 'NodeReady')), aNode('claim-a', {}), nowMs),
    ).toBeUndefined();
    const young = { ...aClaim(), status: { conditions: [] } };
    expect(withNodeReady(young, aNode('claim-a', {}), nowMs)).toBeUndefined();
  });

  it('goes on saying that the machine is gone, whatever becomes of the Node, but not when the Node is Ready', () => {
    const gone = aClaim(aCondition('NodeReady', 'False', 'InstanceGone'));
    expect(withNodeReady(gone, undefined, nowMs)).toBeUndefined();
    expect(nodeReadyOf(gone, aNode('claim-a', {}))).toMatchObject({ status: 'True', reason: 'NodeReady' });
  });
});

describe('the nodes that count for the storm brake', () => {
  it('are those that were Ready once, with their cloud, and those that are not ours', () => {
    const foreign = aNode('control-plane', {});
    expect(watchedNodes([aClaim()], [foreign, notReady()])).toEqual([
      { provider: 'hetzner', isHealthy: false },
      { provider: undefined, isHealthy: true },
    ]);
  });

  it('are without those that are confirmed gone, being given back, or still on their way', () => {
    const gone = aClaim(aCondition('NodeReady', 'False', 'InstanceGone'));
    const leaving = { ...aClaim(), metadata: aMeta('claim-a', { deletionTimestamp: '2026-11-01T11:00:00Z' }) };
    const young = { ...aClaim(), status: { conditions: [] } };
    expect(watchedNodes([gone, leaving, young], [])).toEqual([]);
  });
});
