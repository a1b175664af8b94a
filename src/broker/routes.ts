import { createHash, timingSafeEqual } from 'node:crypto';
import type { Offering } from '../domain/offering.ts';
import { fromRequestBody, requestSchema, type RecommendationBody, type RequestBody } from './contract.ts';
import { instanceTypesOf, pricesOf, providersOf, regionsOf } from './catalogue-views.ts';
import { ramGbOf, rankOfferings, type RankedOffering, type Ranking } from './ranking.ts';

/** A request as the routes see it. */
export interface BrokerQuery {
  readonly method: string;
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly body: string;
  /** Value of X-API-Key. */
  readonly apiKey?: string;
}

/** What goes back: a status and a JSON body. Errors have a `detail`, as FastAPI's do. */
export interface BrokerAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** What the routes answer from. */
export interface BrokerKnowledge {
  readonly offerings: () => Promise<readonly Offering[]>;
  readonly apiKey?: string;
  readonly ranking?: Ranking;
}

/** Answers one request to the broker. Never throws because of its catalogue: without one the answer is 503. */
export async function answer(query: BrokerQuery, knowledge: BrokerKnowledge): Promise<BrokerAnswer> {
  const route = routes[`${query.method} ${query.path}`];
  if (query.path !== '/health' && !isAuthorized(query, knowledge)) return failure(401, 'X-API-Key is missing or wrong');
  if (route === undefined)
    return failure(isKnownPath(query.path) ? 405 : 404, isKnownPath(query.path) ? 'Method Not Allowed' : 'Not Found');
  const offerings = await readOfferings(knowledge);
  if (offerings === undefined)
    return failure(503, 'no catalogue of any cloud can be read; check the credentials of the NodeClasses');
  return route(query, offerings, knowledge);
}

type Route = (query: BrokerQuery, offerings: readonly Offering[], knowledge: BrokerKnowledge) => BrokerAnswer;

const routes: Readonly<Record<string, Route>> = {
  'GET /health': (_query, offerings) => ok({ status: 'ok', offerings: offerings.length }),
  'GET /api/providers': (_query, offerings) => ok({ providers: providersOf(offerings) }),
  'GET /api/regions': (query, offerings) => ok({ regions: regionsOf(chosen(query, offerings)) }),
  'GET /api/instance-types': (query, offerings) => ok({ instance_types: instanceTypesOf(chosen(query, offerings)) }),
  'GET /api/prices': (query, offerings) => ok({ prices: pricesOf(chosen(query, offerings)) }),
  'POST /api/recommendations': recommend,
};

function recommend(query: BrokerQuery, offerings: readonly Offering[], knowledge: BrokerKnowledge): BrokerAnswer {
  const parsed = requestSchema.safeParse(parseJson(query.body));
  if (!parsed.success) {
    const detail = parsed.error.issues.map((issue) => ({
      loc: ['body', ...issue.path],
      msg: issue.message,
      type: issue.code,
    }));
    return { status: 422, body: { detail } };
  }
  const ranking = rankingOf(parsed.data, knowledge);
  const ranked = rankOfferings(offerings, fromRequestBody(parsed.data), ranking);
  return ok({ recommendations: ranked.map((one) => recommendationBody(one, ranking)) });
}

/** Weights in the request ask for CloudBroker's own score; upstream's sample shows them as 0.5 each. */
function rankingOf(body: RequestBody, knowledge: BrokerKnowledge): Ranking {
  if (body.price_weight == null && body.fit_weight == null) return knowledge.ranking ?? { kind: 'price' };
  return { kind: 'legacy', priceWeight: body.price_weight ?? 0.5, fitWeight: body.fit_weight ?? 0.5 };
}

function recommendationBody(
  { offering, score, resourceFit, normalizedPrice }: RankedOffering,
  ranking: Ranking,
): RecommendationBody {
  const [priceWeight, fitWeight] = ranking.kind === 'price' ? [1, 0] : [ranking.priceWeight, ranking.fitWeight];
  return {
    instance_type_name: offering.instanceType,
    provider_slug: offering.provider,
    region_slug: offering.zone,
    vcpu: offering.vcpu,
    ram_gb: ramGbOf(offering),
    price_eur_per_hour: offering.priceEurPerHour,
    score,
    explain: {
      resource_fit: resourceFit,
      normalized_price: normalizedPrice,
      price_weight: priceWeight,
      fit_weight: fitWeight,
      region_is_eu: offering.isEu,
      price_eur_per_hour: offering.priceEurPerHour,
      tco_eur_per_hour: null,
    },
  };
}

/** Only one provider's offerings when the query asks for one. */
function chosen(query: BrokerQuery, offerings: readonly Offering[]): readonly Offering[] {
  const provider = query.parameters.get('provider');
  return provider === null ? offerings : offerings.filter((offering) => offering.provider === provider);
}

async function readOfferings(knowledge: BrokerKnowledge): Promise<readonly Offering[] | undefined> {
  try {
    return await knowledge.offerings();
  } catch {
    // What failed is logged where the catalogues are read.
    return undefined;
  }
}

/** Compared by digest, so that the time it takes says nothing about the key. */
function isAuthorized(query: BrokerQuery, { apiKey }: BrokerKnowledge): boolean {
  return apiKey === undefined || timingSafeEqual(digest(query.apiKey ?? ''), digest(apiKey));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function isKnownPath(path: string): boolean {
  return Object.keys(routes).some((route) => route.endsWith(` ${path}`));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function ok(body: unknown): BrokerAnswer {
  return { status: 200, body };
}

function failure(status: number, detail: string): BrokerAnswer {
  return { status, body: { detail } };
}
