import { describe, expect, it } from 'vitest';
import { aPicture, aPod, asClaim } from '../../test/helpers/planning-objects.ts';
import { explainPlan } from './explain.ts';
import { planScaleUp } from './scale-up.ts';

const drPod = (name: string) =>
  aPod(name, { cpu: '1500m', memory: '2Gi' }, { nodeSelector: { 'cloudburst.io/nodepool': 'dr-nodepool' } });

describe('planScaleUp for the disaster-recovery example', () => {
  it('buys one machine for its pod, open to both clouds', () => {
    const plan = planScaleUp(aPicture({ pods: [drPod('a')] }));
    expect(explainPlan(plan)).toEqual([
      'Buying for pool dr-nodepool, for pod default/a with 1500m CPU, 2Gi memory: hetzner/fsn1/cx23 at 0.0096 EUR/h is the cheapest of 5 that fit',
    ]);
    expect(plan.claims[0]?.spec).toEqual({
      nodePoolRef: { name: 'dr-nodepool' },
      resources: { requests: { cpu: '1500m', memory: '2Gi', pods: '1' } },
      requirements: [
        { key: 'cloudburst.io/provider', operator: 'In', values: ['hetzner', 'scaleway'] },
        { key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] },
      ],
      labels: { 'cloudburst.io/nodepool': 'dr-nodepool' },
      pods: ['uid-a'],
    });
  });

  it('buys nothing more while that machine is on its way, also for the same pod under a new name', () => {
    const [claim] = planScaleUp(aPicture({ pods: [drPod('a')] })).claims.map((planned) => asClaim(planned));
    const again = planScaleUp(aPicture({ pods: [drPod('b')], claims: claim ? [claim] : [] }));
    expect(explainPlan(again)).toEqual([`Pod default/b fits NodeClaim ${claim?.metadata.name}`]);
  });
});
