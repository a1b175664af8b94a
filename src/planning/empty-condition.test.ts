import { describe, expect, it } from 'vitest';
import { aMeta, aPod, onNode } from '../../test/helpers/planning-objects.ts';
import type { Condition, NodeClaim } from '../api/generated.ts';
import type { Pod } from '../kube/types.ts';
import { withEmpty } from './empty-condition.ts';

const nowMs = Date.parse('2026-11-01T12:00:00Z');
const readyAt = '2026-11-01T11:00:00Z';
const aCondition = (type: string, status: Condition['status'], lastTransitionTime: string): Condition => ({
  type,
  status,
  reason: 'R',
  message: '',
  lastTransitionTime,
});
const aClaim = (...conditions: readonly Condition[]): NodeClaim => ({
  apiVersion: 'cloudburst.io/v1alpha1',
  kind: 'NodeClaim',
  metadata: aMeta('a'),
  spec: { nodePoolRef: { name: 'pool' }, resources: { requests: {} } },
  status: { conditions },
});
const ready = aCondition('Initialized', 'True', readyAt);
const pod = onNode(aPod('p'), 'a');
const owned = (kind: string): Pod => ({
  ...pod,
  metadata: aMeta('d', { ownerReferences: [{ apiVersion: 'apps/v1', kind, name: 'o', uid: 'o', controller: true }] }),
});
const mirror: Pod = { ...pod, metadata: aMeta('m', { annotations: { 'kubernetes.io/config.mirror': 'x' } }) };
const emptyOf = (claim: NodeClaim, pods: readonly Pod[]) =>
  withEmpty(claim, pods, nowMs)?.find(({ type }) => type === 'Empty');

describe('the condition Empty', () => {
  it('begins with Ready on a node that nothing came to', () => {
    expect(emptyOf(aClaim(ready), [])).toMatchObject({ status: 'True', lastTransitionTime: readyAt });
    expect(emptyOf(aClaim(aCondition('Initialized', 'False', readyAt)), [])).toBeUndefined();
  });

  it('begins with the last departure on every other', () => {
    const used = aClaim(ready, aCondition('Empty', 'False', readyAt));
    expect(emptyOf(used, [])).toMatchObject({ status: 'True', lastTransitionTime: '2026-11-01T12:00:00Z' });
    expect(
      emptyOf(aClaim(ready, aCondition('Empty', 'True', readyAt)), []),
      'a restart resets nothing',
    ).toBeUndefined();
  });

  it.each<[string, Pod, boolean]>([
    ['a pod', pod, true],
    ['a pod that is ending', { ...pod, metadata: aMeta('p', { deletionTimestamp: readyAt }) }, true],
    ['a pod of a DaemonSet', owned('DaemonSet'), false],
    ['a static pod', mirror, false],
    ['a finished pod', { ...pod, status: { phase: 'Succeeded' } }, false],
  ])('with %s: occupied %s', (_what, one, isOccupied) => {
    expect(emptyOf(aClaim(ready), [one])?.status).toBe(isOccupied ? 'False' : 'True');
  });
});
