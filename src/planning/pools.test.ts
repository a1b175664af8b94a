import { describe, expect, it } from 'vitest';
import { aMeta, aNode, anOffering, aNodePool, aPicture, aPod, asClaim } from '../../test/helpers/planning-objects.ts';
import { disruptedTaint } from '../api/labels.ts';
import { explainPlan } from './explain.ts';
import type { PlanningPicture } from './picture.ts';
import { planScaleUp } from './scale-up.ts';

const explain = (overrides: Partial<PlanningPicture>): readonly string[] =>
  explainPlan(planScaleUp(aPicture(overrides)));

describe('pools', () => {
  const heavy = (name: string, weight: number, more = {}) => aNodePool(name, { weight, ...more });

  it('are taken by weight, then price, then name, and each pod by one of them', () => {
    const cheap = aNodePool('c-cheap');
    const pools = [heavy('z', 5), heavy('b', 1), heavy('a', 1), cheap];
    const offeringsByPool = {
      ...aPicture({ pools }).offeringsByPool,
      'default/c-cheap': [anOffering({ priceEurPerHour: 0.001 })],
    };
    const served = (chosen: typeof pools) =>
      planScaleUp(aPicture({ pods: [aPod('p')], pools: chosen, offeringsByPool })).claims.map(({ pool }) => pool.name);
    expect(served(pools)).toEqual(['z']);
    expect(served(pools.slice(1))).toEqual(['c-cheap']);
    expect(served(pools.slice(1, 3))).toEqual(['a']);
  });

  it('hand over to the next one when a limit is reached', () => {
    const pools = [heavy('first', 9, { limits: { maxNodes: 0 } }), heavy('second', 1)];
    expect(planScaleUp(aPicture({ pods: [aPod('p')], pools })).claims.map(({ pool }) => pool.name)).toEqual(['second']);
  });

  it('do not count lost claims against maxNodes, up to as many again', () => {
    const [planned] = planScaleUp(aPicture({ pods: [aPod('a')] })).claims;
    const conditions = [
      { type: 'Lost', status: 'True', reason: 'Test', message: '', lastTransitionTime: '2026-11-01T10:00:00Z' },
    ] as const;
    const lost = (name: string) =>
      planned ? [{ ...asClaim(planned), metadata: aMeta(name), status: { conditions } }] : [];
    const plan = (names: string[]) => planScaleUp(aPicture({ pods: [aPod('p')], claims: names.flatMap(lost) }));
    expect(plan(['a', 'b']).claims).toHaveLength(1);
    expect(plan(['a', 'b', 'c', 'd']).claims).toHaveLength(0);
  });

  it('keep minNodes without demand, and do not call those claims surplus', () => {
    const pools = [aNodePool('p', { limits: { maxNodes: 3, minNodes: 1 } })];
    const plan = planScaleUp(aPicture({ pools }));
    expect(explainPlan(plan)).toEqual([
      'Buying for pool p, for limits.minNodes of pool p: hetzner/fsn1/cx23 at 0.0096 EUR/h is the cheapest of 5',
    ]);
    expect(explain({ pools, claims: plan.claims.map((claim) => asClaim(claim)) })).toEqual([]);
  });

  it('replace a node of minNodes that is being given back as far as maxNodes allows, and keep the replacement', () => {
    const pools = (maxNodes: number) => [aNodePool('p', { limits: { maxNodes, minNodes: 1 } })];
    const [planned] = planScaleUp(aPicture({ pools: pools(2) })).claims;
    if (planned === undefined) throw new Error('nothing planned');
    const leaving = { ...asClaim(planned), metadata: aMeta('old', { deletionTimestamp: '2026-11-01T10:00:00Z' }) };
    const plan = planScaleUp(aPicture({ pools: pools(2), claims: [leaving] }));
    expect(plan.claims).toHaveLength(1);
    expect(planScaleUp(aPicture({ pools: pools(1), claims: [leaving] })).claims).toHaveLength(0);
    const fresh = asClaim(planned);
    expect(planScaleUp(aPicture({ pools: pools(2), claims: [leaving, fresh] }))).toMatchObject({
      claims: [],
      surplusClaims: [],
    });
  });

  it('see the machine of a claim although a Node of its name belongs to another machine', () => {
    const pods = [aPod('a')];
    const [planned] = planScaleUp(aPicture({ pods })).claims;
    if (planned === undefined) throw new Error('nothing planned');
    const claim = { ...asClaim(planned), status: { providerID: 'hcloud://2' } };
    const node = aNode(claim.metadata.name, {}, { unschedulable: true });
    const foreign = { ...node, spec: { ...node.spec, providerID: 'hcloud://1' } };
    expect(planScaleUp(aPicture({ pods, claims: [claim], nodes: [foreign] })).claims).toEqual([]);
  });

  it('buy nothing for a pod that finds room on a node which was about to be given back', () => {
    const pods = [aPod('a')];
    const [planned] = planScaleUp(aPicture({ pods })).claims;
    if (planned === undefined) throw new Error('nothing planned');
    const lastTransitionTime = '2026-11-01T10:00:00Z';
    const conditions = [{ type: 'Initialized', status: 'True' as const, reason: 'R', message: '', lastTransitionTime }];
    const claim = { ...asClaim(planned), status: { conditions } };
    const room = { cpu: '2', memory: '4Gi', pods: '110' };
    const plan = (living: typeof claim) => {
      const node = aNode(claim.metadata.name, room, { taints: [disruptedTaint] });
      return planScaleUp(aPicture({ pods, claims: [living], nodes: [node] })).claims.length;
    };
    expect(plan(claim)).toBe(0);
    expect(plan({ ...claim, metadata: { ...claim.metadata, deletionTimestamp: lastTransitionTime } })).toBe(1);
  });

  it('give their template to the claim, and the real provider wins over its label', () => {
    const template = {
      labels: { team: 'a', 'cloudburst.io/provider': 'scaleway' },
      annotations: { note: 'x' },
      taints: [{ key: 'burst', effect: 'NoSchedule' as const }],
      startupTaints: [{ key: 'cni', effect: 'NoSchedule' as const }],
    };
    const pod = aPod(
      'p',
      { cpu: '1' },
      {
        tolerations: [{ key: 'burst', operator: 'Exists' }],
        nodeSelector: { team: 'a', 'cloudburst.io/provider': 'hetzner' },
      },
    );
    const [claim] = planScaleUp(
      aPicture({ pods: [pod], pools: [aNodePool('t', { template, nodeClassRef: { name: 'dr-nodeclass' } })] }),
    ).claims;
    expect(claim?.spec).toMatchObject({
      ...template,
      labels: { team: 'a', 'cloudburst.io/nodepool': 't' },
      nodeClassRef: { name: 'dr-nodeclass' },
    });
    expect(claim?.spec.labels).not.toHaveProperty('cloudburst.io/provider');
    expect(claim?.cheapest.provider).toBe('hetzner');
  });
});
