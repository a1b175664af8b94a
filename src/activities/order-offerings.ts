import type { NodeClaim, NodePool } from '../api/generated.ts';
import { claimConditions, withCondition } from '../api/conditions.ts';
import { BrokerUnavailableError } from '../broker/errors.ts';
import type { Broker } from '../broker/broker.ts';
import { matchRecommendations, mergeAnswers } from '../broker/match-recommendations.ts';
import { requestsOfClaim } from '../broker/request-of-claim.ts';
import type { NothingToTry } from '../domain/phase.ts';
import type { Offering } from '../domain/offering.ts';
import { claimRefOf } from '../contract/claim-ref.ts';
import { timestamp } from './dependencies.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** For whom offerings are put in order. */
export interface Wanted {
  readonly claim: NodeClaim;
  readonly pool: NodePool;
}

/** Nothing is recommended although something fits. */
export interface NothingRecommended {
  readonly kind: 'none';
  readonly reason: NothingToTry;
  readonly message: string;
}

/**
 * The offerings in the broker's order, which is final. Without a broker, or when it fails, cheapest first with those that their
 * vendor calls unavailable at the end: a failing price service must not stop a failover.
 */
export async function orderOfferings(
  deps: ActivityDependencies,
  wanted: Wanted,
  open: readonly Offering[],
): Promise<readonly Offering[] | NothingRecommended> {
  if (deps.broker === undefined) return cheapestAvailableFirst(open);
  try {
    const ordered = await askBroker(deps.broker, wanted, open);
    if (ordered.length > 0) return ordered;
    return { kind: 'none', reason: 'BrokerRecommendsNothing', message: emptyMessage(wanted.pool, open.length) };
  } catch (error) {
    if (!(error instanceof BrokerUnavailableError)) throw error;
    await reportFallback(deps, wanted.claim, error.message);
    return cheapestAvailableFirst(open);
  }
}

async function askBroker(broker: Broker, wanted: Wanted, open: readonly Offering[]): Promise<readonly Offering[]> {
  const requests = requestsOfClaim(wanted.claim.spec, wanted.pool);
  const answers = await Promise.all(requests.map((request) => broker.recommend(request, AbortSignal.timeout(15_000))));
  return matchRecommendations(mergeAnswers(answers), open);
}

function cheapestAvailableFirst(open: readonly Offering[]): readonly Offering[] {
  return [...open.filter((offering) => offering.available), ...open.filter((offering) => !offering.available)];
}

function emptyMessage(pool: NodePool, fitting: number): string {
  return `CloudBroker recommends none of the ${fitting} offerings that fit NodePool ${pool.metadata.name}; ingest prices for ${pool.spec.requirements.allowedProviders.join(', ')} or unset CLOUDBROKER_URL`;
}

async function reportFallback(deps: ActivityDependencies, claim: NodeClaim, cause: string): Promise<void> {
  const message = `${cause}; offerings are ranked by full price meanwhile`;
  const update = { type: claimConditions.recommended, status: 'False', reason: 'BrokerUnavailable', message } as const;
  deps.counters.add('broker_fallbacks_total');
  deps.events.warn(claim, { reason: 'BrokerUnavailable', message, action: 'Recommending' });
  await deps.claims.change(claimRefOf(claim), (current) => ({
    ...current.status,
    conditions: withCondition(current.status?.conditions, update, timestamp(deps.now)),
  }));
}
