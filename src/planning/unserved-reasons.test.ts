import { describe, expect, it } from 'vitest';
import { aMeta, aNodeClass, aNodePool, aPicture, aPod } from '../../test/helpers/planning-objects.ts';
import { explainPlan } from './explain.ts';
import type { PlanningPicture } from './picture.ts';
import { planScaleUp } from './scale-up.ts';

const explain = (overrides: Partial<PlanningPicture>): readonly string[] =>
  explainPlan(planScaleUp(aPicture(overrides)));

describe('pods that cannot be served', () => {
  const { requirements, limits } = aNodePool().spec;
  it.each<[string, Partial<PlanningPicture>, string]>([
    ['no pool', { pools: [] }, 'there is no NodePool; create one'],
    [
      'size',
      { pods: [aPod('p', { cpu: '64' })] },
      'default/dr-nodepool: too large for every offering: needs 64 CPU, the largest gives 7910m CPU to pods; ask for less or allow larger machines',
    ],
    [
      'resource',
      { pods: [aPod('p', { 'nvidia.com/gpu': '1' })] },
      'default/dr-nodepool: too large for every offering: needs 1 nvidia.com/gpu, the largest gives 0 nvidia.com/gpu to pods; ask for less or allow larger machines',
    ],
    [
      'taint',
      { pools: [aNodePool('y', { template: { taints: [{ key: 'x', value: '1', effect: 'NoSchedule' }] } })] },
      'default/y: does not tolerate taint x=1:NoSchedule of pool y',
    ],
    [
      'label',
      { pods: [aPod('p', {}, { nodeSelector: { disk: 'ssd' } })] },
      'default/dr-nodepool: asks for disk=ssd, which no machine of pool dr-nodepool has',
    ],
    [
      'price',
      { pools: [aNodePool('y', { requirements: { ...requirements, maxPriceEurPerHour: 0.009 } })] },
      'default/y: no offering at or under maxPriceEurPerHour 0.009; the cheapest that fits costs 0.0096; raise the price',
    ],
    [
      'class by name',
      { pools: [aNodePool('y', { nodeClassRef: { name: 'none' } })] },
      'default/y: NodeClass none not found in namespace default; create it or change nodeClassRef of pool y',
    ],
    [
      'class',
      { classes: [] },
      'default/dr-nodepool: no NodeClass in namespace default has a block for hetzner or scaleway; create one',
    ],
    [
      'provider',
      { pools: [aNodePool('y', { requirements: { ...requirements, allowedProviders: ['gcp'] } })] },
      'default/y: Cloudburst cannot rent from gcp yet; allow hetzner or scaleway in pool y',
    ],
    [
      'catalogue',
      { offeringsByPool: {} },
      'default/dr-nodepool: no cloud of pool dr-nodepool offers anything that its requirements and its NodeClass allow',
    ],
    [
      'catalogue with its cause',
      { offeringsByPool: {}, problemsByPool: { 'default/dr-nodepool': ['Secret a/b does not exist; create it'] } },
      'default/dr-nodepool: no cloud of pool dr-nodepool can be used: Secret a/b does not exist; create it',
    ],
    [
      'CPU limit',
      { pools: [aNodePool('y', { limits: { ...limits, cpu: '1' } })] },
      'default/y: limits.cpu 1 of pool y is reached; raise it',
    ],
    [
      'memory limit',
      { pools: [aNodePool('y', { limits: { ...limits, memory: '3Gi' } })] },
      'default/y: limits.memory 3Gi of pool y is reached; raise it',
    ],
    [
      'price limit',
      { pools: [aNodePool('y', { limits: { ...limits, maxHourlyPriceEur: 0.005 } })] },
      'default/y: limits.maxHourlyPriceEur 0.005 of pool y is reached; raise it',
    ],
    [
      'deletion',
      { pools: [{ ...aNodePool('y'), metadata: aMeta('y', { deletionTimestamp: '2026-11-01T10:00:00Z' }) }] },
      'default/y: pool y is being deleted',
    ],
  ])('for their %s get one sentence', (_cause, overrides, sentence) => {
    expect(explain({ pods: [aPod('p')], ...overrides })).toEqual([`Pod default/p is not served: ${sentence}`]);
  });

  it('are bought for within the EU, the class’s place and its types only', () => {
    const pods = [aPod('p')];
    const cheapest = (overrides: Partial<PlanningPicture>) => {
      const offering = planScaleUp(aPicture({ pods, ...overrides })).claims[0]?.cheapest;
      return offering && `${offering.zone}/${offering.instanceType}`;
    };
    const { hetzner } = aNodeClass().spec;
    if (hetzner === undefined) throw new Error('the class has no hetzner block');
    const { location: _location, ...anywhere } = hetzner;
    const listed = [aNodeClass('c', { hetzner: { ...anywhere, serverTypes: ['cpx31', 'cx33'] } })];
    expect(cheapest({ classes: listed })).toBe('ash/cpx31');
    expect(
      cheapest({
        classes: listed,
        pools: [aNodePool('p', { requirements: { ...requirements, regionConstraint: 'EU' } })],
      }),
    ).toBe('fsn1/cx33');
  });
});
