import { z } from 'zod';
import { architectureOf } from '../domain/architecture.ts';
import type { Recommendation, RecommendationRequest } from './broker.ts';

// CloudBroker's HTTP contract, as its public documentation shows it. A price stands at the top level in some of its examples and
// inside `explain` in others; both are read and both are written. Decimals may be numbers or text.

const amount = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d+(\.\d+)?$/)
      .transform(Number),
  ])
  .pipe(z.number().min(0));

/** Body of POST /api/recommendations. Fields that this broker does not use are accepted. */
export const requestSchema = z.looseObject({
  arch: z.string().refine((name) => architectureOf(name) !== undefined, { error: 'must be x86_64 or arm64' }),
  min_vcpu: z.number().min(0).nullish(),
  min_ram_gb: z.number().min(0).nullish(),
  region_constraint: z.string().nullish(),
  max_price_eur_per_hour: z.number().min(0).nullish(),
  allowed_providers: z.array(z.string()).nullish(),
  preferred_providers: z.array(z.string()).nullish(),
  limit: z.int().min(1).max(1000).nullish(),
  price_weight: z.number().min(0).nullish(),
  fit_weight: z.number().min(0).nullish(),
});

/** Body of POST /api/recommendations, checked. */
export type RequestBody = z.infer<typeof requestSchema>;

const recommendationSchema = z.looseObject({
  instance_type_name: z.string().min(1),
  provider_slug: z.string().min(1),
  region_slug: z.string().min(1),
  vcpu: amount.nullish(),
  ram_gb: amount.nullish(),
  price_eur_per_hour: amount.nullish(),
  score: z.number().nullish(),
  explain: z.looseObject({ price_eur_per_hour: amount.nullish() }).nullish(),
});

/** Answer to POST /api/recommendations. */
export const responseSchema = z.object({ recommendations: z.array(recommendationSchema) });

/** One recommendation as it is written; `explain` repeats the price for clients that look there. */
export interface RecommendationBody {
  readonly instance_type_name: string;
  readonly provider_slug: string;
  readonly region_slug: string;
  readonly vcpu: number;
  readonly ram_gb: number;
  readonly price_eur_per_hour: number;
  readonly score: number;
  readonly explain: Readonly<Record<string, number | boolean | null>>;
}

/** The request as it goes over the wire: absent fields are left out, architectures have CloudBroker's names. */
export function toRequestBody(request: RecommendationRequest): Readonly<Record<string, unknown>> {
  const body = {
    arch: request.arch === 'amd64' ? 'x86_64' : request.arch,
    min_vcpu: request.minVcpu,
    min_ram_gb: request.minRamGb,
    region_constraint: request.regionConstraint,
    max_price_eur_per_hour: request.maxPriceEurPerHour,
    allowed_providers: request.allowedProviders,
    limit: request.limit,
  };
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

/** The request that a checked body makes. ANY and unknown region constraints do not restrict. */
export function fromRequestBody(body: RequestBody): RecommendationRequest {
  return {
    arch: architectureOf(body.arch) ?? 'amd64',
    ...(body.min_vcpu != null && { minVcpu: body.min_vcpu }),
    ...(body.min_ram_gb != null && { minRamGb: body.min_ram_gb }),
    ...(body.region_constraint === 'EU' && { regionConstraint: 'EU' as const }),
    ...(body.max_price_eur_per_hour != null && { maxPriceEurPerHour: body.max_price_eur_per_hour }),
    ...(body.allowed_providers != null && { allowedProviders: body.allowed_providers }),
    ...(body.limit != null && { limit: body.limit }),
  };
}

/** The recommendation that a checked answer makes. */
export function fromRecommendationBody(body: z.infer<typeof recommendationSchema>): Recommendation {
  const price = body.price_eur_per_hour ?? body.explain?.price_eur_per_hour;
  return {
    provider: body.provider_slug,
    region: body.region_slug,
    instanceType: body.instance_type_name,
    ...(body.vcpu != null && { vcpu: body.vcpu }),
    ...(body.ram_gb != null && { ramGb: body.ram_gb }),
    ...(price != null && { priceEurPerHour: price }),
    ...(body.score != null && { score: body.score }),
  };
}
