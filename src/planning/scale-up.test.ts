import { describe, expect, it } from 'vitest';
import { aDaemonSet, aMeta, aNode, aPicture, aPod, asClaim, onNode } from '../../test/helpers/planning-objects.ts';
import type { NodeClaim, NodeClaimStatus } from '../api/generated.ts';
import { explainPlan } from './explain.ts';
import type { PlanningPicture } from './picture.ts';
import { planScaleUp } from './scale-up.ts';

const explain = (overrides: Partial<PlanningPicture>): readonly string[] =>
  explainPlan(planScaleUp(aPicture(overrides)));
const drPod = (name: string) =>
  aPod(name, { cpu: '1500m', memory: '2Gi' }, { nodeSelector: { 'cloudburst.io/nodepool': 'dr-nodepool' } });

/** The claim that is bought for the pods, as it stands in the cluster afterwards. */
function claimFor(...pods: readonly ReturnType<typeof aPod>[]): NodeClaim {
  const [planned] = planScaleUp(aPicture({ pods })).claims;
  if (planned === undefined) throw new Error('nothing was planned');
  return asClaim(planned);
}

function withStatus(claim: NodeClaim, conditions: readonly string[], status: NodeClaimStatus = {}): NodeClaim {
  const list = conditions.map((type) => ({
    type,
    status: 'True' as const,
    reason: 'Test',
    message: '',
    lastTransitionTime: '2026-11-01T10:00:00Z',
  }));
  return { ...claim, status: { ...status, conditions: list } };
}

const onCx23: NodeClaimStatus = {
  provider: 'hetzner',
  region: 'fsn1',
  zone: 'fsn1',
  instanceType: 'cx23',
  priceEurPerHour: 0.0096,
  capacity: { cpu: '1930m', memory: '3480Mi', pods: '110' },
};

describe('planScaleUp for the disaster-recovery example', () => {
  it('buys one machine for its pod, open to both clouds', () => {
    const plan = planScaleUp(aPicture({ pods: [drPod('a')] }));
    expect(explainPlan(plan)).toEqual([
      'Buying for pool dr-nodepool, for pod default/a with 1500m CPU, 2Gi memory: hetzner/fsn1/cx23 at 0.0096 EUR/h is the cheapest of 5 that fit',
    ]);
    expect(plan.claims[0]?.spec).toEqual({
      nodePoolRef: { name: 'dr-nodepool' },
      resources: { requests: { cpu: '1500m', memory: '2Gi', pods: '1' } },
      // Not the clouds: the pool may be edited before one of them accepts.
      requirements: [{ key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] }],
      labels: { 'cloudburst.io/nodepool': 'dr-nodepool' },
      pods: ['uid-a'],
    });
    expect(Object.isFrozen(plan) && Object.isFrozen(plan.claims) && Object.isFrozen(plan.claims[0])).toBe(true);
  });

  it('buys a second machine for a second replica', () => {
    const claim = claimFor(drPod('a'));
    const plan = planScaleUp(aPicture({ pods: [drPod('a'), drPod('b')], claims: [claim] }));
    expect(plan.claims.map(({ spec }) => spec.pods)).toEqual([['uid-b']]);
    expect(plan.placed).toEqual([
      {
        pod: { namespace: 'default', name: 'a', uid: 'uid-a' },
        onto: { kind: 'NodeClaim', name: claim.metadata.name },
      },
    ]);
  });

  it('says why no third machine is bought', () => {
    const claims = ['a', 'b'].map((name) => ({ ...claimFor(drPod(name)), metadata: aMeta(`dr-${name}`) }));
    expect(explain({ pods: ['a', 'b', 'c'].map(drPod), claims }).at(-1)).toBe(
      'Pod default/c is not served: default/dr-nodepool: limits.maxNodes 2 of pool dr-nodepool is reached; raise it',
    );
  });
});

describe('capacity on its way', () => {
  const claim = claimFor(drPod('a'));
  const { name } = claim.metadata;
  const joining = withStatus(claim, ['Launched'], onCx23);
  const labels = { 'kubernetes.io/hostname': name };
  const figures = { cpu: '1930m', memory: '3480Mi', pods: '110' };

  it.each([
    ['before its launch', [claim], [], `NodeClaim ${name}`],
    ['when it is being tried at a cloud', [withStatus(claim, [], onCx23)], [], `NodeClaim ${name}`],
    ['when it boots', [joining], [], `NodeClaim ${name}`],
    [
      'when its node has just registered',
      [joining],
      [
        aNode(name, figures, {
          labels,
          taints: [
            { key: 'cloudburst.io/unregistered', effect: 'NoExecute' },
            { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' },
          ],
        }),
      ],
      `initializing node ${name}`,
    ],
    [
      'when it is registered and its node not in this picture yet',
      [withStatus(claim, ['Launched', 'Registered'], onCx23)],
      [],
      `NodeClaim ${name}`,
    ],
    [
      'when its node is Ready and the taint that said otherwise still on it',
      [withStatus(claim, ['Launched', 'Registered', 'Initialized'], onCx23)],
      [
        aNode(name, figures, {
          labels: { ...labels, 'cloudburst.io/nodepool': 'dr-nodepool' },
          taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }],
        }),
      ],
      `Ready node ${name}`,
    ],
    [
      'when its node is Ready',
      [withStatus(claim, ['Launched', 'Registered', 'Initialized'], onCx23)],
      [aNode(name, figures, { labels: { ...labels, 'cloudburst.io/nodepool': 'dr-nodepool' } })],
      `Ready node ${name}`,
    ],
  ])('takes the pod under a new name %s', (_when, claims, nodes, onto) => {
    expect(explain({ pods: [drPod('b')], claims, nodes })).toContain(`Pod default/b fits ${onto}`);
    expect(planScaleUp(aPicture({ pods: [drPod('b')], claims, nodes })).claims).toEqual([]);
  });

  it('does not count when it is lost, on its way out, or without the node it had', () => {
    const gone = { ...claim, metadata: { ...claim.metadata, deletionTimestamp: '2026-11-01T10:00:00Z' } };
    for (const claims of [
      [withStatus(joining, ['Launched', 'Lost'])],
      [gone],
      [withStatus(claim, ['Launched', 'Registered', 'Initialized'], onCx23)],
    ]) {
      expect(planScaleUp(aPicture({ pods: [drPod('a')], claims })).claims).toHaveLength(1);
    }
  });

  it('does not count when its node is full, cordoned or not Ready', () => {
    const claims = [withStatus(claim, ['Launched', 'Registered', 'Initialized'], onCx23)];
    const ready = aNode(name, figures, { labels: { ...labels, 'cloudburst.io/nodepool': 'dr-nodepool' } });
    const cordoned = { ...ready, spec: { unschedulable: true } };
    const silent = {
      ...ready,
      status: { allocatable: figures, conditions: [{ type: 'Ready', status: 'Unknown' as const }] },
    };
    expect(
      planScaleUp(aPicture({ pods: [drPod('b'), onNode(drPod('a'), name)], claims, nodes: [ready] })).claims,
    ).toHaveLength(1);
    expect(planScaleUp(aPicture({ pods: [drPod('b')], claims, nodes: [cordoned] })).claims).toHaveLength(1);
    expect(planScaleUp(aPicture({ pods: [drPod('b')], claims, nodes: [silent] })).claims).toHaveLength(1);
  });

  it('counts for no more than what every machine it may become has', () => {
    const small = aPod('small', { cpu: '300m' });
    const larger = aPod('larger', { cpu: '600m' });
    expect(explain({ pods: [drPod('a'), small], claims: [claim] })).toContain(
      `Pod default/small fits NodeClaim ${name}`,
    );
    expect(planScaleUp(aPicture({ pods: [drPod('a'), larger], claims: [claim] })).claims).toHaveLength(1);
  });

  it('does not serve a pod that asks for a place which is not sure yet', () => {
    const inFsn1 = aPod('b', { cpu: '100m' }, { nodeSelector: { 'topology.kubernetes.io/region': 'fsn1' } });
    expect(planScaleUp(aPicture({ pods: [inFsn1], claims: [claim] })).claims).toHaveLength(1);
    expect(planScaleUp(aPicture({ pods: [inFsn1], claims: [joining] })).claims).toEqual([]);
  });

  it('is surplus when no demand needs it before its launch, and not later', () => {
    expect(explain({ claims: [claim] })).toEqual([`NodeClaim default/${name} is not needed`]);
    expect(explain({ claims: [joining] })).toEqual([]);
    expect(explain({ claims: [claim], pods: [aPod('tiny', { cpu: '1m' })] })).toEqual([
      `Pod default/tiny fits NodeClaim ${name}`,
    ]);
    const second = { ...claim, metadata: aMeta('second'), spec: { ...claim.spec, pods: ['uid-gone'] } };
    expect(
      planScaleUp(aPicture({ claims: [claim, second], pods: [drPod('a')] })).surplusClaims.map((one) => one.name),
    ).toEqual(['second']);
  });
});

describe('demand', () => {
  it('includes the pods of a machine that is being given back, before they are evicted', () => {
    const claim = claimFor(drPod('a'));
    const leaving = { ...claim, metadata: { ...claim.metadata, deletionTimestamp: '2026-11-01T10:00:00Z' } };
    const node = aNode(claim.metadata.name, { cpu: '1930m', memory: '3480Mi', pods: '110' });
    const plan = planScaleUp(
      aPicture({ pods: [onNode(drPod('a'), node.metadata.name)], nodes: [node], claims: [leaving] }),
    );
    expect(plan.claims.map(({ spec }) => spec.pods)).toEqual([['uid-a']]);
  });

  it('is placed on foreign Ready nodes that have room, with their taints and pods counted', () => {
    const free = aNode('home', { cpu: '4', memory: '8Gi', pods: '10' });
    const tainted = {
      ...free,
      spec: { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' as const }] },
    };
    expect(explain({ pods: [aPod('a')], nodes: [free] })).toEqual(['Pod default/a fits Ready node home']);
    expect(planScaleUp(aPicture({ pods: [aPod('a')], nodes: [tainted] })).claims).toHaveLength(1);
    expect(
      planScaleUp(aPicture({ pods: [aPod('a'), onNode(aPod('b', { cpu: '3' }), 'home')], nodes: [free] })).claims,
    ).toHaveLength(1);
  });
});

describe('packing', () => {
  it('puts several pods onto one machine as upstream’s example does', () => {
    const pods = ['a', 'b', 'c', 'd', 'e'].map((name) => aPod(name, { cpu: '1', memory: '2Gi' }));
    const [claim, ...others] = planScaleUp(aPicture({ pods })).claims;
    expect(others).toEqual([]);
    expect(claim?.cheapest.instanceType).toBe('cx43');
    expect(claim?.spec.resources.requests).toEqual({ cpu: '5', memory: '10Gi', pods: '5' });
  });

  it('begins another machine when no offering holds more', () => {
    const pods = ['a', 'b', 'c'].map((name) => aPod(name, { cpu: '3', memory: '4Gi' }));
    expect(planScaleUp(aPicture({ pods })).claims.map(({ pods: on }) => on.map(({ name }) => name))).toEqual([
      ['a', 'b'],
      ['c'],
    ]);
  });

  it('adds what DaemonSets will take, and only those that will run there', () => {
    const daemonSets = [aDaemonSet('agent'), aDaemonSet('gpu', { nodeSelector: { 'nvidia.com/gpu': 'true' } })];
    const [claim] = planScaleUp(aPicture({ pods: [drPod('a')], daemonSets })).claims;
    expect(claim?.spec.resources.requests).toEqual({ cpu: '1600m', memory: '2112Mi', pods: '2' });
  });

  it('carries what pods ask of the offering into the claim, and the first term of several that is cheapest', () => {
    const affinity = (...regions: string[]) => ({
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: regions.map((region) => ({
            matchExpressions: [{ key: 'topology.kubernetes.io/region', operator: 'In' as const, values: [region] }],
          })),
        },
      },
    });
    const [claim] = planScaleUp(
      aPicture({ pods: [aPod('a', { cpu: '1' }, { affinity: affinity('fr-par', 'fsn1') })] }),
    ).claims;
    expect(claim?.spec.requirements).toContainEqual({
      key: 'topology.kubernetes.io/region',
      operator: 'In',
      values: ['fsn1'],
    });
    expect(claim?.cheapest.zone).toBe('fsn1');
  });
});
