import { describe, expect, it } from 'vitest';
import { aMeta, aPod, onNode } from '../../test/helpers/planning-objects.ts';
import type { Pod } from '../kube/types.ts';
import { groupDemand, isDemand, willReturn } from './demand.ts';

const pod = aPod('a');
const owned = (kind: string): Pod => ({
  ...pod,
  metadata: aMeta('a', { ownerReferences: [{ apiVersion: 'v1', kind, name: 'o', uid: 'o', controller: true }] }),
});
const condition = (status: 'True' | 'False', reason: string): Pod => ({
  ...pod,
  status: { conditions: [{ type: 'PodScheduled', status, reason }] },
});

describe('isDemand', () => {
  it('is a pod that the scheduler gave up', () => {
    expect(isDemand(pod)).toBe(true);
  });

  it.each<[string, Pod]>([
    ['runs', onNode(pod, 'n')],
    ['was not looked at yet', { ...pod, status: { phase: 'Pending' } }],
    ['waits for a gate', condition('False', 'SchedulingGated')],
    ['has a scheduling gate', { ...pod, spec: { ...pod.spec, schedulingGates: [{ name: 'g' }] } }],
    ['is being deleted', { ...pod, metadata: aMeta('a', { deletionTimestamp: '2026-11-01T10:00:00Z' }) }],
    ['belongs to a DaemonSet', owned('DaemonSet')],
    ['mirrors a static pod', { ...pod, metadata: aMeta('a', { annotations: { 'kubernetes.io/config.mirror': 'x' } }) }],
  ])('is no pod that %s', (_name, other) => {
    expect(isDemand(other)).toBe(false);
  });
});

describe('willReturn', () => {
  it('is true of what a controller will make again, and of nothing else', () => {
    expect(willReturn(onNode(owned('StatefulSet'), 'n'))).toBe(true);
    expect(willReturn(onNode(owned('DaemonSet'), 'n'))).toBe(false);
    expect(willReturn(onNode({ ...pod, metadata: aMeta('bare') }, 'n'))).toBe(false);
    expect(willReturn({ ...onNode(owned('Job'), 'n'), status: { phase: 'Succeeded' } })).toBe(false);
  });
});

describe('groupDemand', () => {
  it('puts pods together that differ in name only, important and large ones first', () => {
    const groups = groupDemand([
      aPod('small', { cpu: '100m' }),
      aPod('b', { cpu: '2' }),
      aPod('a', { cpu: '2000m' }),
      aPod('first', { cpu: '1m' }, { priority: 10 }),
      aPod('picky', { cpu: '2' }, { nodeSelector: { disk: 'ssd' } }),
    ]);
    expect(groups.map((group) => group.pods.map(({ metadata }) => metadata.name))).toEqual([
      ['first'],
      ['picky'],
      ['a', 'b'],
      ['small'],
    ]);
  });
});
