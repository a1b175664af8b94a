import { describe, expect, it } from 'vitest';
import {
  aDaemonSet,
  aMeta,
  aNode,
  aNodePool,
  aPicture,
  aPod,
  asClaim,
  onNode,
} from '../../test/helpers/planning-objects.ts';
import { daemonRequests, freeRoom, runsOn } from './daemon-overhead.ts';
import { planScaleUp } from './scale-up.ts';

const agent = aDaemonSet('agent');
const whole = { cpu: 2000, memory: 1024 ** 3, pods: 10 };

describe('runsOn', () => {
  it('obeys selector and taints, and what Kubernetes itself puts on a starting node does not matter', () => {
    const gpu = aDaemonSet('gpu', { nodeSelector: { gpu: 'yes' } });
    expect([runsOn(gpu, {}, []), runsOn(gpu, { gpu: 'yes' }, [])]).toEqual([false, true]);
    expect(runsOn(agent, {}, [{ key: 'burst', effect: 'NoSchedule' }])).toBe(false);
    expect(runsOn(agent, {}, [{ key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }])).toBe(true);
  });

  it('is false of a DaemonSet that is being deleted', () => {
    expect(runsOn({ ...agent, metadata: aMeta('agent', { deletionTimestamp: '2026-11-01T10:00:00Z' }) }, {}, [])).toBe(
      false,
    );
  });
});

describe('freeRoom', () => {
  it('keeps room for a DaemonSet’s pod until it is there, and counts it once', () => {
    const machine = { labels: {}, taints: [], pods: [] };
    const expected = { cpu: 1900, memory: 1024 ** 3 - 64 * 1024 ** 2, pods: 9 };
    expect(freeRoom(whole, machine, [agent])).toEqual(expected);
    const pod = {
      ...onNode(aPod('agent-x', { cpu: '100m', memory: '64Mi' }), 'n'),
      metadata: aMeta('agent-x', {
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: 'uid-agent' }],
      }),
    };
    expect(freeRoom(whole, { ...machine, pods: [pod] }, [agent])).toEqual(expected);
    expect(daemonRequests([agent, aDaemonSet('other')])).toEqual({ cpu: 200, memory: 128 * 1024 ** 2, pods: 2 });
  });
});

describe('startup taints', () => {
  const startup = { key: 'cni', effect: 'NoSchedule' } as const;
  const pools = [aNodePool('p', { template: { startupTaints: [startup] } })];

  it('neither keep pods from being bought for nor from being placed on the node that still has them', () => {
    const [planned] = planScaleUp(aPicture({ pods: [aPod('a')], pools })).claims;
    if (planned === undefined) throw new Error('nothing was planned');
    const claim = asClaim(planned);
    const node = aNode(claim.metadata.name, { cpu: '1930m', memory: '3480Mi', pods: '110' }, { taints: [startup] });
    const again = planScaleUp(aPicture({ pods: [aPod('a')], pools, claims: [claim], nodes: [node] }));
    expect(again.placed.map(({ onto }) => onto.kind)).toEqual(['InitializingNode']);
    const unknown = aNode(
      claim.metadata.name,
      { cpu: '1930m', memory: '3480Mi', pods: '110' },
      { taints: [{ key: 'broken', effect: 'NoSchedule' }] },
    );
    expect(planScaleUp(aPicture({ pods: [aPod('a')], pools, claims: [claim], nodes: [unknown] })).claims).toHaveLength(
      1,
    );
  });
});
