import type { NodeClaimSpec, NodePool } from '../api/generated.ts';
import { isProviderName } from '../domain/offering.ts';
import { parseResources } from '../domain/resources.ts';
import { architecturesOf } from '../planning/feasible-offerings.ts';
import type { RecommendationRequest } from './broker.ts';

const gibibyte = 1024 ** 3;

// The broker knows neither reservations nor labels: it may name more than fits, and matching drops that. Its own default limit is
// not documented, so a number is asked for that holds every size of both clouds.
const wantedRecommendations = 500;

/**
 * What to ask a broker for a claim: one request for each architecture of the pool, since the contract takes one. `ANY` is left
 * out, as no value for it is documented. Throws QuantityError.
 */
export function requestsOfClaim(
  spec: Pick<NodeClaimSpec, 'resources'>,
  pool: NodePool,
): readonly RecommendationRequest[] {
  const requests = parseResources(spec.resources.requests);
  const { regionConstraint, maxPriceEurPerHour, allowedProviders } = pool.spec.requirements;
  return architecturesOf(pool).map((arch) => ({
    arch,
    minVcpu: Math.ceil((requests['cpu'] ?? 0) / 1000),
    minRamGb: Math.floor(((requests['memory'] ?? 0) / gibibyte) * 100) / 100,
    ...(regionConstraint === 'EU' && { regionConstraint }),
    ...(maxPriceEurPerHour !== undefined && { maxPriceEurPerHour }),
    allowedProviders: allowedProviders.filter(isProviderName),
    limit: wantedRecommendations,
  }));
}
