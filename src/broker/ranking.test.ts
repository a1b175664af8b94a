import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aNodePool, anOffering, someOfferings } from '../../test/helpers/planning-objects.ts';
import { bundledOfferings } from './bundled-catalogue.ts';
import { createEmbeddedBroker } from './embedded.ts';
import { matchRecommendations, mergeAnswers } from './match-recommendations.ts';
import { rankOfferings } from './ranking.ts';
import { requestsOfClaim } from './request-of-claim.ts';

const names = (ranked: readonly { readonly offering: { readonly instanceType: string; readonly zone: string } }[]) =>
  ranked.map(({ offering }) => `${offering.zone}/${offering.instanceType}`);

describe('rankOfferings', () => {
  it('keeps what satisfies the request, cheapest first', () => {
    const request = {
      arch: 'amd64',
      minVcpu: 3,
      minRamGb: 4,
      regionConstraint: 'EU',
      maxPriceEurPerHour: 0.1,
    } as const;
    expect(names(rankOfferings(someOfferings, request))).toEqual([
      'fsn1/cx33',
      'hel1/cx33',
      'fr-par-1/DEV1-M',
      'fsn1/cx43',
      'hel1/cx43',
    ]);
    expect(names(rankOfferings(someOfferings, { ...request, allowedProviders: ['scaleway'] }))).toEqual([
      'fr-par-1/DEV1-M',
    ]);
  });

  it('puts what is called unavailable last and never leaves it out', () => {
    const offerings = [anOffering({ available: false }), anOffering({ region: 'hel1', priceEurPerHour: 1 })];
    expect(names(rankOfferings(offerings, { arch: 'amd64' }))).toEqual(['hel1/cx23', 'fsn1/cx23']);
  });

  it('does not depend on the order of input', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...someOfferings], { minLength: someOfferings.length }), (shuffled) => {
        expect(rankOfferings(shuffled, { arch: 'amd64' })).toEqual(rankOfferings(someOfferings, { arch: 'amd64' }));
      }),
    );
  });

  it('ranks the bundled prices with both clouds in them', () => {
    const ranked = rankOfferings(bundledOfferings(), { arch: 'amd64', minVcpu: 2, minRamGb: 4 });
    expect(ranked[0]?.offering).toMatchObject({ provider: 'hetzner', instanceType: 'cx23', priceEurPerHour: 0.0096 });
    expect(new Set(ranked.map(({ offering }) => offering.provider))).toEqual(new Set(['hetzner', 'scaleway']));
  });
});

describe('matchRecommendations', () => {
  it('keeps the broker’s order, takes regions and zones, drops what is unknown and repeated', () => {
    const one = { provider: 'scaleway', region: 'fr-par', instanceType: 'dev1-m' };
    const found = matchRecommendations(
      [
        { provider: 'gcp', region: 'europe-west1', instanceType: 'e2-small' },
        one,
        { provider: 'hetzner', region: 'hel1', instanceType: 'cx23' },
        { ...one, region: 'fr-par-1' },
      ],
      someOfferings,
    );
    expect(found.map((offering) => `${offering.zone}/${offering.instanceType}`)).toEqual([
      'fr-par-1/DEV1-M',
      'hel1/cx23',
    ]);
  });

  it('gives all feasible offerings back for what the embedded broker says of them', async () => {
    const broker = createEmbeddedBroker({ offerings: () => Promise.resolve(someOfferings) });
    const answer = await broker.recommend({ arch: 'amd64' }, new AbortController().signal);
    const amd64 = someOfferings.filter((offering) => offering.architecture === 'amd64');
    expect(new Set(matchRecommendations(answer, amd64))).toEqual(new Set(amd64));
  });
});

describe('mergeAnswers', () => {
  it('keeps the order of each answer and takes the cheaper head first', () => {
    const named = (instanceType: string, priceEurPerHour: number) => ({
      provider: 'hetzner',
      region: 'fsn1',
      instanceType,
      priceEurPerHour,
    });
    const merged = mergeAnswers([[named('a', 3), named('b', 1)], [], [named('c', 2), named('d', 4)]]);
    expect(merged.map(({ instanceType }) => instanceType)).toEqual(['c', 'a', 'b', 'd']);
  });
});

describe('requestsOfClaim', () => {
  it('asks once for each architecture and leaves ANY out', () => {
    const { requirements, limits } = aNodePool().spec;
    const pool = aNodePool('p', {
      limits,
      requirements: { ...requirements, arch: ['x86_64', 'amd64', 'arm64'], allowedProviders: ['hetzner', 'gcp'] },
    });
    const requests = requestsOfClaim({ resources: { requests: { cpu: '1500m', memory: '2500Mi' } } }, pool);
    const common = { minVcpu: 2, minRamGb: 2.44, maxPriceEurPerHour: 0.5, allowedProviders: ['hetzner'], limit: 500 };
    expect(requests).toEqual([
      { arch: 'amd64', ...common },
      { arch: 'arm64', ...common },
    ]);
  });
});
