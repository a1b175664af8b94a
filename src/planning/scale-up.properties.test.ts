import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aDaemonSet,
  aNode,
  aNodeClass,
  aNodePool,
  aPicture,
  aPod,
  asClaim,
  onNode,
  someOfferings,
} from '../../test/helpers/planning-objects.ts';
import type { NodeClaim, NodePool } from '../api/generated.ts';
import { allocatableOf } from '../domain/reserved-resources.ts';
import type { Node, Pod, PodSpec } from '../kube/types.ts';
import { isDemand } from './demand.ts';
import { feasibleOfferings } from './feasible-offerings.ts';
import { poolKey, poolKeyOfClaim, type PlanningPicture } from './picture.ts';
import type { PlannedClaim } from './plan.ts';
import { planScaleUp } from './scale-up.ts';

const inRegion = (...terms: readonly string[][]): Partial<PodSpec> => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: terms.map((values) => ({
          matchExpressions: [{ key: 'topology.kubernetes.io/region', operator: 'In' as const, values }],
        })),
      },
    },
  },
});

const specs: readonly Partial<PodSpec>[] = [
  {},
  {},
  { nodeSelector: { 'cloudburst.io/provider': 'scaleway' } },
  { nodeSelector: { 'cloudburst.io/nodepool': 'p1' } },
  { nodeSelector: { 'kubernetes.io/arch': 'arm64' } },
  { nodeSelector: { 'beta.kubernetes.io/arch': 'amd64' } },
  { nodeSelector: { disk: 'ssd' } },
  inRegion(['hel1'], ['fr-par']),
  inRegion(['fsn1', 'fr-par']),
  { tolerations: [{ key: 'burst', operator: 'Exists' }] },
];

const pod = fc.record({
  name: fc.stringMatching(/^[a-z]{6}$/),
  cpu: fc.constantFrom('50m', '300m', '700m', '1', '1500m', '3', '6', '40'),
  memory: fc.constantFrom('64Mi', '1Gi', '2Gi', '5Gi', '11Gi'),
  spec: fc.constantFrom(...specs),
  nodeName: fc.option(fc.constantFrom('n0', 'n1'), { freq: 4 }),
});

const pool = fc.record({
  arch: fc.constantFrom(['x86_64' as const], ['x86_64' as const, 'arm64' as const]),
  maxPriceEurPerHour: fc.constantFrom(0.01, 0.05, 0.5),
  providers: fc.constantFrom(['hetzner' as const], ['hetzner' as const, 'scaleway' as const]),
  maxNodes: fc.nat(4),
  minNodes: fc.nat(1),
  weight: fc.constantFrom(1, 5),
  isTainted: fc.boolean(),
  maxHourlyPriceEur: fc.option(fc.constantFrom(0.02, 0.06)),
  cpu: fc.option(fc.constantFrom('4', '9')),
});

const picture: fc.Arbitrary<PlanningPicture> = fc
  .record({
    pods: fc.uniqueArray(pod, { maxLength: 14, selector: ({ name }) => name }),
    pools: fc.array(pool, { minLength: 1, maxLength: 3 }),
    nodes: fc.subarray(['n0', 'n1']),
    daemonSets: fc.subarray([
      aDaemonSet('agent'),
      aDaemonSet('arm', { nodeSelector: { 'kubernetes.io/arch': 'arm64' } }),
    ]),
  })
  .map(({ pods, pools, nodes, daemonSets }) =>
    aPicture({
      pods: pods.map(({ name, cpu, memory, spec, nodeName }): Pod => {
        const made = aPod(name, { cpu, memory }, spec);
        return nodeName === null ? made : onNode(made, nodeName);
      }),
      pools: pools.map((one, index) => poolOf(one, `p${index}`)),
      nodes: nodes.map((name): Node => aNode(name, { cpu: '2', memory: '4Gi', pods: '10' })),
      classes: [aNodeClass('c', { hetzner: { apiTokenSecretRef: { name: 's', key: 'k' } } })],
      daemonSets,
    }),
  );

function poolOf(one: typeof pool extends fc.Arbitrary<infer T> ? T : never, name: string): NodePool {
  return aNodePool(name, {
    requirements: { arch: one.arch, maxPriceEurPerHour: one.maxPriceEurPerHour, allowedProviders: one.providers },
    limits: {
      maxNodes: one.maxNodes,
      minNodes: Math.min(one.minNodes, one.maxNodes),
      ...(one.maxHourlyPriceEur !== null && { maxHourlyPriceEur: one.maxHourlyPriceEur }),
      ...(one.cpu !== null && { cpu: one.cpu }),
    },
    weight: one.weight,
    template: one.isTainted ? { taints: [{ key: 'burst', effect: 'NoSchedule' }] } : { labels: { disk: 'ssd' } },
  });
}

/** The claim once the cheapest offering has been bought for it. */
function launched(planned: PlannedClaim): NodeClaim {
  const { provider, region, zone, instanceType, priceEurPerHour } = planned.cheapest;
  const whole = allocatableOf(planned.cheapest);
  const capacity = { cpu: `${whole.cpuMillis}m`, memory: String(whole.memoryBytes), pods: String(whole.pods) };
  const conditions = [
    { type: 'Launched', status: 'True', reason: 'Test', message: '', lastTransitionTime: '2026-11-01T10:00:00Z' },
  ] as const;
  return {
    ...asClaim(planned),
    status: { provider, region, zone, instanceType, priceEurPerHour, capacity, conditions },
  };
}

const check = (predicate: (picture: PlanningPicture) => void): void =>
  fc.assert(fc.property(picture, predicate), { numRuns: 300 });
const uidsOf = (pods: readonly { readonly uid: string }[]): readonly string[] => pods.map(({ uid }) => uid);

describe('every plan', () => {
  it('accounts for each pod exactly once: bought for, placed or refused', () => {
    check((seen) => {
      const plan = planScaleUp(seen);
      const all = [
        ...plan.claims.flatMap((claim) => uidsOf(claim.pods)),
        ...uidsOf(plan.placed.map(({ pod: key }) => key)),
        ...uidsOf(plan.unserved.map(({ pod: key }) => key)),
      ];
      expect(all.toSorted()).toEqual(
        seen.pods
          .filter(isDemand)
          .map(({ metadata }) => metadata.uid)
          .toSorted(),
      );
    });
  });

  it('stays within maxNodes, CPU and hourly price of each pool', () => {
    check((seen) => {
      const byPool = Map.groupBy(planScaleUp(seen).claims, (claim) => `${claim.pool.namespace}/${claim.pool.name}`);
      for (const one of seen.pools) {
        const claims = byPool.get(poolKey(one)) ?? [];
        const { maxNodes, cpu, maxHourlyPriceEur } = one.spec.limits;
        expect(claims.length).toBeLessThanOrEqual(maxNodes);
        expect(claims.reduce((sum, claim) => sum + claim.cheapest.vcpu, 0)).toBeLessThanOrEqual(
          Number(cpu ?? Infinity),
        );
        expect(claims.reduce((sum, claim) => sum + claim.cheapest.priceEurPerHour, 0)).toBeLessThanOrEqual(
          (maxHourlyPriceEur ?? Infinity) + 1e-9,
        );
      }
    });
  });

  it('asks for nothing that cannot be bought', () => {
    check((seen) => {
      for (const planned of planScaleUp(seen).claims) {
        const one = seen.pools.find((candidate) => candidate.metadata.uid === planned.pool.uid);
        if (one === undefined) throw new Error('the claim belongs to no pool');
        expect(feasibleOfferings({ claim: planned, pool: one, classes: seen.classes }, someOfferings)).toContain(
          planned.cheapest,
        );
      }
    });
  });

  it('does not depend on the order of input', () => {
    check((seen) => {
      const reversed: PlanningPicture = {
        ...seen,
        pods: seen.pods.toReversed(),
        nodes: seen.nodes.toReversed(),
        pools: seen.pools.toReversed(),
        daemonSets: seen.daemonSets?.toReversed() ?? [],
        offeringsByPool: Object.fromEntries(
          Object.entries(seen.offeringsByPool).map(([key, list]) => [key, list.toReversed()]),
        ),
      };
      expect(planScaleUp(reversed)).toEqual(planScaleUp(seen));
    });
  });

  it.each([
    ['before they are launched', (planned: PlannedClaim) => asClaim(planned)],
    ['when they boot', launched],
  ])('buys nothing more for the same demand while its claims are on their way, %s', (_when, toClaim) => {
    check((seen) => {
      const first = planScaleUp(seen);
      const claims = first.claims.map(toClaim);
      const again = planScaleUp({ ...seen, claims: claims.toReversed() });
      expect(again.claims).toEqual([]);
      // A machine may turn out larger than what was planned onto it, and then serve a pod that a limit had left out.
      const refused = first.unserved.map(({ pod: key }) => key);
      expect(refused).toEqual(expect.arrayContaining(again.unserved.map(({ pod: key }) => key)));
      expect(again.surplusClaims).toEqual([]);
    });
  });

  it('puts equal pods under new names onto the claims that were bought for the old ones', () => {
    const equal = fc.record({
      count: fc.integer({ min: 1, max: 12 }),
      cpu: fc.constantFrom('300m', '1', '1500m', '3'),
      seen: picture,
    });
    fc.assert(
      fc.property(equal, ({ count, cpu, seen }) => {
        const pods = (prefix: string) =>
          Array.from({ length: count }, (_none, index) => aPod(`${prefix}${index}`, { cpu, memory: '1Gi' }));
        const first = planScaleUp({ ...seen, pods: pods('old') });
        const again = planScaleUp({
          ...seen,
          pods: pods('new'),
          claims: first.claims.map((planned) => asClaim(planned)),
        });
        expect(again.claims).toEqual([]);
        expect(again.unserved).toHaveLength(first.unserved.length);
      }),
    );
  });

  it('calls surplus only claims without a launch, and never so many that minNodes is missed', () => {
    check((seen) => {
      const claims = planScaleUp(seen).claims.map((planned) => asClaim(planned));
      const { surplusClaims } = planScaleUp({ ...seen, pods: [], claims });
      for (const one of seen.pools) {
        const own = claims.filter((claim) => poolKeyOfClaim(claim) === poolKey(one));
        const left = own.filter((claim) => !surplusClaims.some(({ uid }) => uid === claim.metadata.uid));
        expect(left.length).toBe(Math.min(own.length, one.spec.limits.minNodes ?? 0));
      }
    });
  });

  it('serves a thousand pods of forty sizes from a full catalogue', () => {
    const pods = Array.from({ length: 1000 }, (_none, index) =>
      aPod(`p${index}`, { cpu: `${100 + (index % 40) * 50}m`, memory: '1Gi' }),
    );
    const offerings = Array.from({ length: 30 }, (_none, index) =>
      someOfferings.map((one) => ({ ...one, instanceType: `${one.instanceType}-${index}` })),
    ).flat();
    const pools = [aNodePool('p', { limits: { maxNodes: 1000 } })];
    const plan = planScaleUp(aPicture({ pods, pools, offeringsByPool: { 'default/p': offerings } }));
    expect(plan.unserved).toEqual([]);
  });
});
