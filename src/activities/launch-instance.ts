import type { Attempt, NodeClaim, NodeClaimStatus, NodePool } from '../api/generated.ts';
import { claimConditions, isTrue, withCondition } from '../api/conditions.ts';
import type { LaunchedInstance, OfferingChoice } from '../contract/activities.ts';
import type { ClaimRef } from '../contract/claim-ref.ts';
import { failureTypes } from '../contract/failure-type.ts';
import { beginAttempt, endAttempt, isResumed, suspectTwin } from '../domain/attempts.ts';
import { whyJoinsArePaused } from '../planning/join-breaker.ts';
import type { RentedInstance } from '../providers/provider.ts';
import { countLaunch } from './claim-metrics.ts';
import { surroundingsOf } from './claim-surroundings.ts';
import { classForLaunch, missingClassMessage } from './class-choice.ts';
import type { ClassForProvider } from './class-choice.ts';
import { claimRefOf } from '../contract/claim-ref.ts';
import { clearMarks } from './class-marks.ts';
import { clearClassProblem, hasProblem } from './class-problems.ts';
import { timestamp } from './dependencies.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { claimGone, launchFailure, refusalFrom } from './failures.ts';
import { untilDeadline, withHeartbeat } from './heartbeat.ts';
import { holdClass } from './hold-class.ts';
import { instanceRequest } from './instance-request.ts';
import { refuse } from './launch-refusal.ts';
import { openAttemptsOf } from './open-attempts.ts';

/** One offering to be tried for one claim. */
export interface LaunchInput {
  readonly claim: ClaimRef;
  readonly offering: OfferingChoice;
}

/** What a launch works with once everything was read. */
export interface Launch {
  readonly claim: NodeClaim;
  readonly pool: NodePool;
  readonly found: ClassForProvider;
  readonly offering: OfferingChoice;
}

/**
 * Tries one offering. The attempt is written before anything is sent; afterwards either the instance stands in the claim's
 * status or the refusal in its attempt and in the class's marks.
 */
export async function launchInstance(deps: ActivityDependencies, input: LaunchInput): Promise<LaunchedInstance> {
  return withHeartbeat(async () => {
    const launch = await read(deps, input);
    if ('instanceId' in launch) return launch;
    await holdClass(deps.kube, launch.found.nodeClass);
    const resumed = await begin(deps, input, launch);
    try {
      const request = { ...(await instanceRequest(deps, launch)), resumed };
      const provider = await deps.catalogue.connect(launch.found, input.offering.provider);
      const instance = await provider.create(request, untilDeadline());
      return await succeed(deps, launch, instance);
    } catch (error) {
      const refusal = refusalFrom(error, resumed);
      if (refusal === undefined) throw error;
      throw await refuse(deps, launch, refusal);
    }
  });
}

async function read(deps: ActivityDependencies, input: LaunchInput): Promise<Launch | LaunchedInstance> {
  const { offering } = input;
  const claim = await deps.claims.read(input.claim);
  if (claim === undefined || claim.metadata.deletionTimestamp !== undefined) throw claimGone();
  const done = alreadyLaunched(claim, offering);
  if (done !== undefined) return done;
  const { pool, classes } = await surroundingsOf(deps.kube, claim);
  if (pool?.metadata.deletionTimestamp !== undefined) throw claimGone();
  if (pool === undefined || !pool.spec.requirements.allowedProviders.includes(offering.provider)) {
    throw launchFailure({
      type: failureTypes.notAllowed,
      message: `the NodePool no longer allows ${offering.provider}`,
      outcome: 'Refused',
    });
  }
  const found = classForLaunch(pool, classes, offering.provider);
  if (found === undefined) {
    throw launchFailure({
      type: failureTypes.requestRefused,
      message: missingClassMessage(pool, offering.provider),
      outcome: 'Refused',
    });
  }
  refuseWhilePaused(deps, claim, { found, offering });
  return { claim, pool, found, offering };
}

/** The round may have been planned before machines stopped joining. What came of a request nobody saw answered is found out all the same. */
function refuseWhilePaused(
  deps: ActivityDependencies,
  claim: NodeClaim,
  { found, offering }: Pick<Launch, 'found' | 'offering'>,
): void {
  const message = whyJoinsArePaused(found.nodeClass, deps.now());
  if (message === undefined || isResumed(claim.status?.attempts ?? [], offering)) return;
  throw launchFailure({ type: failureTypes.joinBreakerOpen, message, outcome: 'Refused' });
}

/** The worker may have died between the writing of the status and the report to Temporal. */
function alreadyLaunched(claim: NodeClaim, offering: OfferingChoice): LaunchedInstance | undefined {
  const { instanceID, providerID, provider } = claim.status ?? {};
  if (!isTrue(claim.status?.conditions, claimConditions.launched)) return undefined;
  if (instanceID === undefined || providerID === undefined || provider !== offering.provider) return undefined;
  return { instanceId: instanceID, providerID, openAttempts: openAttemptsOf(claim) };
}

/** Writes the attempt down. True when it goes on in one of which nobody knows what came of it. */
async function begin(deps: ActivityDependencies, input: LaunchInput, launch: Launch): Promise<boolean> {
  let resumed = false;
  const now = timestamp(deps.now);
  const { name } = launch.claim.metadata;
  const nodeClass = launch.found.nodeClass.metadata.name;
  const changed = await deps.claims.change(input.claim, (claim) => {
    if (claim.metadata.deletionTimestamp !== undefined) throw claimGone();
    const { provider, region, instanceType } = input.offering;
    const key = { provider, region, instanceType };
    resumed = isResumed(claim.status?.attempts ?? [], key);
    const attempts = beginAttempt(claim.status?.attempts ?? [], key, { name, nodeClass, now });
    return launching({ ...claim.status, attempts, attemptCount: attempts.length }, input.offering, now);
  });
  if (changed === undefined) throw claimGone();
  deps.counters.add('launch_attempts_total', { provider: input.offering.provider });
  return resumed;
}

/** Provider, region and type of the attempt are shown at once, so that `kubectl get nodeclaims -w` tells what is being tried. */
function launching(status: NodeClaimStatus, offering: OfferingChoice, now: string): NodeClaimStatus {
  const { provider, region, zone, instanceType } = offering;
  const message = `asking ${provider} for ${instanceType} in ${zone}`;
  const update = { type: claimConditions.launched, status: 'Unknown', reason: 'Launching', message } as const;
  return { ...status, provider, region, zone, instanceType, conditions: withCondition(status.conditions, update, now) };
}

async function succeed(
  deps: ActivityDependencies,
  launch: Launch,
  instance: RentedInstance,
): Promise<LaunchedInstance> {
  const { claim, offering } = launch;
  const now = timestamp(deps.now);
  const message = `${offering.provider} gave ${instance.instanceType} in ${instance.zone} as ${instance.id}`;
  const update = { type: claimConditions.launched, status: 'True', reason: 'InstanceCreated', message } as const;
  const launched = await deps.claims.change(claimRefOf(claim), (current) => ({
    ...current.status,
    provider: offering.provider,
    region: offering.region,
    zone: instance.zone,
    instanceType: instance.instanceType,
    instanceID: instance.id,
    providerID: instance.providerID,
    priceEurPerHour: offering.priceEurPerHour,
    attempts: endedWith(instance, current.status?.attempts ?? [], { offering, now }),
    conditions: withCondition(current.status?.conditions, update, now),
  }));
  if (launched !== undefined) countLaunch(deps, launched);
  await clearMarks(deps, launch.found.nodeClass, offering);
  if (hasProblem(launch.found.nodeClass, offering.provider))
    await clearClassProblem(deps, launch.found.nodeClass, offering.provider);
  deps.events.normal(claim, { reason: 'Launched', message, action: 'Launching' });
  return {
    instanceId: instance.id,
    providerID: instance.providerID,
    openAttempts: launched === undefined ? [] : openAttemptsOf(launched),
  };
}

/** The attempt is over; a request that may still make a twin stays open beside it, to be looked for once the claim is Ready. */
function endedWith(
  instance: RentedInstance,
  attempts: readonly Attempt[],
  { offering, now }: { readonly offering: OfferingChoice; readonly now: string },
): readonly Attempt[] {
  const message =
    'an earlier request of this attempt was never answered and may still make a second instance, which will be given back';
  const twin = { endedAt: now, reason: 'TwinPossible', message };
  const suspected = instance.twinPossible === true ? suspectTwin(attempts, offering, twin) : attempts;
  return endAttempt(suspected, offering, { outcome: 'Created', endedAt: now, instanceID: instance.id });
}
