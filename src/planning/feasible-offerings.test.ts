import { describe, expect, it } from 'vitest';
import { aNodeClass, aNodePool, anOffering, someOfferings } from '../../test/helpers/planning-objects.ts';
import type { NodeClaimSpec } from '../api/generated.ts';
import { feasibleOfferings } from './feasible-offerings.ts';
import { nodeLabelsOf } from './node-labels.ts';

type Wanted = Pick<NodeClaimSpec, 'resources' | 'requirements'>;
const spec: Wanted = { resources: { requests: { cpu: '1500m', memory: '2Gi', pods: '1' } } };
const pool = aNodePool();
const named = (wanted: Partial<Parameters<typeof feasibleOfferings>[0]>, offerings = someOfferings) =>
  feasibleOfferings({ claim: { spec }, pool, ...wanted }, offerings).map((one) => `${one.zone}/${one.instanceType}`);

describe('feasibleOfferings', () => {
  it('gives what fits, cheapest first, whatever its vendor says of the stock', () => {
    expect(
      named(
        {},
        someOfferings.map((one) => ({ ...one, available: false })),
      ),
    ).toEqual([
      'fsn1/cx23',
      'hel1/cx23',
      'ash/cpx31',
      'fsn1/cx33',
      'hel1/cx33',
      'fr-par-1/DEV1-M',
      'fsn1/cx43',
      'hel1/cx43',
      'fr-par-1/GP1-S',
    ]);
  });

  it('keeps to the places and types of the classes when they are given', () => {
    expect(named({ classes: [aNodeClass()] })).toEqual([
      'fsn1/cx23',
      'fsn1/cx33',
      'fr-par-1/DEV1-M',
      'fsn1/cx43',
      'fr-par-1/GP1-S',
    ]);
    expect(named({ classes: [] })).toEqual([]);
  });

  it('keeps to the claim’s requirements', () => {
    const requirements = [
      { key: 'cloudburst.io/provider', operator: 'In', values: ['scaleway'] },
      { key: 'node.kubernetes.io/instance-type', operator: 'NotIn', values: ['GP1-S'] },
    ] as const;
    expect(named({ claim: { spec: { ...spec, requirements } } })).toEqual(['fr-par-1/DEV1-M']);
  });

  it('obeys an edit of the pool that came after the claim', () => {
    const requirements = {
      ...pool.spec.requirements,
      allowedProviders: ['scaleway' as const],
      maxPriceEurPerHour: 0.1,
    };
    expect(named({ pool: aNodePool('dr-nodepool', { requirements }) })).toEqual(['fr-par-1/DEV1-M']);
  });

  it('leaves room for the system: a machine of exactly the requested size does not fit', () => {
    const requests = { cpu: '2', memory: '1Gi' };
    expect(named({ claim: { spec: { resources: { requests } } } }, [anOffering()])).toEqual([]);
    expect(
      named({ claim: { spec: { resources: { requests: { ...requests, cpu: '1900m' } } } } }, [anOffering()]),
    ).toEqual(['fsn1/cx23']);
  });
});

describe('nodeLabelsOf', () => {
  it('lets what is really so win over the template', () => {
    const labelled = aNodePool('p', {
      template: { labels: { team: 'a', 'cloudburst.io/provider': 'scaleway', 'cloudburst.io/nodepool': 'other' } },
    });
    expect(nodeLabelsOf(labelled, anOffering())).toEqual({
      team: 'a',
      'cloudburst.io/nodepool': 'p',
      'cloudburst.io/provider': 'hetzner',
      'cloudburst.io/region': 'fsn1',
      'topology.kubernetes.io/region': 'fsn1',
      'topology.kubernetes.io/zone': 'fsn1',
      'node.kubernetes.io/instance-type': 'cx23',
      'kubernetes.io/arch': 'amd64',
      'kubernetes.io/os': 'linux',
    });
  });
});
