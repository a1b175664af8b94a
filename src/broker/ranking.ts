import type { Offering } from '../domain/offering.ts';
import { byPrice } from '../planning/feasible-offerings.ts';
import type { RecommendationRequest } from './broker.ts';

/** `price` takes the cheapest first, `legacy` weighs price against fit as CloudBroker does by default. */
export type Ranking =
  { readonly kind: 'price' } | { readonly kind: 'legacy'; readonly priceWeight: number; readonly fitWeight: number };

/** An offering with what made its rank. All figures but `score` lie between 0 and 1. */
export interface RankedOffering {
  readonly offering: Offering;
  readonly score: number;
  /** 1 when the machine is exactly as large as was asked, less the more is left over. */
  readonly resourceFit: number;
  /** 1 minus the price as a part of the dearest one found; cheaper is higher. */
  readonly normalizedPrice: number;
}

/**
 * What satisfies the request, best first. Full prices count: instance, disk and address. What its vendor calls unavailable
 * comes last and is never left out. Price, type name and region break ties, so that nothing depends on the order of input.
 */
export function rankOfferings(
  offerings: readonly Offering[],
  request: RecommendationRequest,
  ranking: Ranking = { kind: 'price' },
): readonly RankedOffering[] {
  const found = offerings.filter((offering) => satisfies(offering, request));
  const dearest = Math.max(0, ...found.map((offering) => offering.priceEurPerHour));
  const ranked = found.map((offering) => rank(offering, { request, ranking, dearest }));
  return ranked.toSorted(better).slice(0, request.limit);
}

const gibibyte = 1024 ** 3;

/** GiB of memory of an offering, as recommendations tell them. */
export function ramGbOf(offering: Offering): number {
  return offering.memoryBytes / gibibyte;
}

function satisfies(offering: Offering, request: RecommendationRequest): boolean {
  return (
    offering.architecture === request.arch &&
    offering.vcpu >= (request.minVcpu ?? 0) &&
    ramGbOf(offering) >= (request.minRamGb ?? 0) &&
    offering.priceEurPerHour <= (request.maxPriceEurPerHour ?? Number.POSITIVE_INFINITY) &&
    (offering.isEu || request.regionConstraint !== 'EU') &&
    (request.allowedProviders === undefined || request.allowedProviders.includes(offering.provider))
  );
}

interface RankingContext {
  readonly request: RecommendationRequest;
  readonly ranking: Ranking;
  readonly dearest: number;
}

function rank(offering: Offering, { request, ranking, dearest }: RankingContext): RankedOffering {
  const normalizedPrice = dearest === 0 ? 1 : 1 - offering.priceEurPerHour / dearest;
  const resourceFit = (share(request.minVcpu, offering.vcpu) + share(request.minRamGb, ramGbOf(offering))) / 2;
  const score =
    ranking.kind === 'price'
      ? normalizedPrice
      : ranking.priceWeight * normalizedPrice + ranking.fitWeight * resourceFit;
  return { offering, score, resourceFit, normalizedPrice };
}

function share(wanted: number | undefined, given: number): number {
  return wanted === undefined || given === 0 ? 1 : Math.min(1, wanted / given);
}

function better(a: RankedOffering, b: RankedOffering): number {
  return (
    Number(b.offering.available) - Number(a.offering.available) || b.score - a.score || byPrice(a.offering, b.offering)
  );
}
