import type { NodeClaim, NodePool } from '../api/generated.ts';
import { claimConditions, isTrue, withCondition } from '../api/conditions.ts';
import type { OfferingChoice, ProvisionDeadlines, Recommendation } from '../contract/activities.ts';
import type { ClaimRef } from '../contract/claim-ref.ts';
import type { NothingToTry } from '../domain/phase.ts';
import { isProviderName } from '../domain/offering.ts';
import type { Offering } from '../domain/offering.ts';
import { nodeClaims } from '../kube/cloudburst-resources.ts';
import { feasibleOfferings } from '../planning/feasible-offerings.ts';
import { isUnavailable } from '../planning/unavailable-offerings.ts';
import { surroundingsOf } from './claim-surroundings.ts';
import type { ClaimSurroundings } from './claim-surroundings.ts';
import { timestamp } from './dependencies.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { throughOpenClasses } from './join-breaker.ts';
import { orderOfferings } from './order-offerings.ts';
import type { Wanted } from './order-offerings.ts';
import { withHeartbeat } from './heartbeat.ts';
import { openAttemptsOf } from './open-attempts.ts';

/** More offerings than this are not tried in one round; each refusal costs a round trip. */
const mostOfferings = 40;

/** What the objects say about a claim, read anew. */
interface Picture extends ClaimSurroundings {
  readonly claim: NodeClaim;
}

/** Why nothing can be bought now. */
interface Nothing {
  readonly kind: 'none';
  readonly reason: NothingToTry;
  readonly message: string;
}

export async function recommendOfferings(
  deps: ActivityDependencies,
  input: { readonly claim: ClaimRef; readonly round: number },
): Promise<Recommendation> {
  return withHeartbeat(async () => {
    const picture = await read(deps, input.claim);
    if (picture === undefined) return { kind: 'claim-gone' };
    if (isTrue(picture.claim.status?.conditions, claimConditions.initialized)) return { kind: 'ready' };
    const deadlines = deadlinesOf(picture.pool, deps.deadlines);
    const launched = launchedOffering(picture.claim);
    if (launched !== undefined) {
      return { kind: 'launched', offering: launched, deadlines, openAttempts: openAttemptsOf(picture.claim) };
    }
    const found = await find(deps, picture);
    if ('kind' in found) return recordNothing(deps, input, found);
    await deps.claims.change(input.claim, (claim) => ({ ...claim.status, round: input.round }));
    return { kind: 'offerings', offerings: found.slice(0, mostOfferings).map(choiceOf), deadlines };
  });
}

async function read(deps: ActivityDependencies, ref: ClaimRef): Promise<Picture | undefined> {
  const claim = await deps.claims.read(ref);
  if (claim === undefined || claim.metadata.deletionTimestamp !== undefined) return undefined;
  return { claim, ...(await surroundingsOf(deps.kube, claim)) };
}

async function find(deps: ActivityDependencies, picture: Picture): Promise<readonly Offering[] | Nothing> {
  const { claim, pool, classes } = picture;
  if (pool === undefined) {
    return {
      kind: 'none',
      reason: 'NodePoolNotFound',
      message: `NodePool ${claim.spec.nodePoolRef.name} does not exist; create it or delete the claim`,
    };
  }
  const catalogue = await deps.catalogue.offerings(pool, classes);
  const feasible = feasibleOfferings({ claim, pool, classes }, catalogue.offerings);
  if (feasible.length === 0)
    return nothingFeasible(
      pool,
      catalogue.problems.map((problem) => problem.message),
    );
  const joinable = throughOpenClasses({ pool, classes, nowMs: deps.now() }, feasible);
  if ('kind' in joinable) return joinable;
  const affordable = await withinBudget(deps, { claim, pool }, joinable);
  if ('kind' in affordable) return affordable;
  const marks = classes.flatMap((nodeClass) => nodeClass.status?.unavailableOfferings ?? []);
  const open = affordable.filter((offering) => !isUnavailable(marks, offering, deps.now()));
  if (open.length === 0) {
    const message = `each of the ${affordable.length} offerings that fit refused a short while ago; see status.unavailableOfferings of the NodeClass`;
    return { kind: 'none', reason: 'AllOfferingsUnavailable', message };
  }
  return orderOfferings(deps, { claim, pool }, open);
}

/** The pool's bound on what all its claims cost together; the plan reserved the cheapest price, a failover may be dearer. */
async function withinBudget(
  deps: ActivityDependencies,
  wanted: Wanted,
  feasible: readonly Offering[],
): Promise<readonly Offering[] | Nothing> {
  const limit = wanted.pool.spec.limits.maxHourlyPriceEur;
  if (limit === undefined) return feasible;
  const { namespace } = wanted.claim.metadata;
  const { items } = await deps.kube.list(nodeClaims, { namespace });
  const others = items.filter(
    (one) => one.metadata.uid !== wanted.claim.metadata.uid && one.spec.nodePoolRef.name === wanted.pool.metadata.name,
  );
  const spent = others.reduce((sum, one) => sum + (one.status?.priceEurPerHour ?? 0), 0);
  const left = feasible.filter((offering) => spent + offering.priceEurPerHour <= limit);
  if (left.length > 0) return left;
  return {
    kind: 'none',
    reason: 'LimitsReached',
    message: `limits.maxHourlyPriceEur ${limit} of NodePool ${wanted.pool.metadata.name} leaves no room beside the ${spent.toFixed(4)} EUR/h already spent; raise it`,
  };
}

function nothingFeasible(pool: NodePool, problems: readonly string[]): Nothing {
  if (problems.length > 0) return { kind: 'none', reason: 'ProvidersNotUsable', message: problems.join('; ') };
  const cap = pool.spec.requirements.maxPriceEurPerHour;
  const limit = cap === undefined ? '' : ` at or under maxPriceEurPerHour ${cap}`;
  return {
    kind: 'none',
    reason: 'NoOfferingFits',
    message: `no offering of ${pool.spec.requirements.allowedProviders.join(', ')} satisfies the claim${limit}; raise the price or allow another provider, region or architecture`,
  };
}

async function recordNothing(
  deps: ActivityDependencies,
  input: { claim: ClaimRef; round: number },
  nothing: Nothing,
): Promise<Nothing> {
  const { reason, message } = nothing;
  const update = { type: claimConditions.launched, status: 'False', reason, message } as const;
  const written = await deps.claims.change(input.claim, (claim) => ({
    ...claim.status,
    round: input.round,
    conditions: withCondition(claim.status?.conditions, update, timestamp(deps.now)),
  }));
  if (written !== undefined) deps.events.warn(written, { reason, message, action: 'Recommending' });
  return nothing;
}

function launchedOffering(claim: NodeClaim): OfferingChoice | undefined {
  const { provider, region, zone, instanceType, instanceID, priceEurPerHour, conditions } = claim.status ?? {};
  if (!isTrue(conditions, claimConditions.launched) || instanceID === undefined) return undefined;
  if (provider === undefined || !isProviderName(provider) || region === undefined || instanceType === undefined)
    return undefined;
  return { provider, region, zone: zone ?? region, instanceType, priceEurPerHour: priceEurPerHour ?? 0 };
}

function choiceOf(offering: Offering): OfferingChoice {
  const { provider, region, zone, instanceType, priceEurPerHour } = offering;
  return { provider, region, zone, instanceType, priceEurPerHour };
}

function deadlinesOf(pool: NodePool | undefined, defaults: ProvisionDeadlines): ProvisionDeadlines {
  const wanted = pool?.spec.provisioning;
  return {
    launchMs: secondsOr(wanted?.launchTimeoutSeconds, defaults.launchMs),
    joinMs: secondsOr(wanted?.joinTimeoutSeconds, defaults.joinMs),
    initializeMs: secondsOr(wanted?.initializationTimeoutSeconds, defaults.initializeMs),
  };
}

function secondsOr(seconds: number | undefined, defaultMs: number): number {
  return seconds === undefined ? defaultMs : seconds * 1000;
}
