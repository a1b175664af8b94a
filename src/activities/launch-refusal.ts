import { Context } from '@temporalio/activity';
import type { ApplicationFailure } from '@temporalio/activity';
import { claimConditions, withCondition } from '../api/conditions.ts';
import { failureTypes } from '../contract/failure-type.ts';
import { endAttempt } from '../domain/attempts.ts';
import { throttleDelayMs } from '../domain/refusal.ts';
import { claimRefOf } from '../contract/claim-ref.ts';
import { markUnavailableOffering } from './class-marks.ts';
import { reportClassProblem } from './class-problems.ts';
import type { ClassProblem } from './class-problems.ts';
import { timestamp } from './dependencies.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { launchFailure } from './failures.ts';
import type { Refusal } from './failures.ts';
import type { Launch } from './launch-instance.ts';

/** Writes a refusal where users look (attempt, condition, event, class) and gives the failure for the workflow. */
export async function refuse(
  deps: ActivityDependencies,
  launch: Launch,
  refusal: Refusal,
): Promise<ApplicationFailure> {
  await writeAttempt(deps, launch, refusal);
  const { offering } = launch;
  deps.counters.add('launch_failures_total', { provider: offering.provider, reason: refusal.type });
  const what = `${offering.provider} refused ${offering.instanceType} in ${offering.zone}: ${refusal.message}`;
  deps.events.warn(launch.claim, { reason: refusal.type, message: what, action: 'Launching' });
  await markUnavailableOffering(deps, launch.found.nodeClass, { offering, type: refusal.type });
  if (refusal.type === failureTypes.credentials || refusal.type === failureTypes.requestRefused) {
    await tellClass(deps, launch, { provider: offering.provider, reason: refusal.type, message: refusal.message });
  }
  const sinceFirstTryMs = deps.now() - Context.current().info.scheduledTimestampMs;
  return launchFailure(
    refusal,
    refusal.retryAfterMs === undefined ? undefined : throttleDelayMs(refusal.retryAfterMs, sinceFirstTryMs),
  );
}

async function tellClass(deps: ActivityDependencies, { found }: Launch, problem: ClassProblem): Promise<void> {
  const isNews = await reportClassProblem(deps, found.nodeClass, problem);
  if (isNews)
    deps.events.warnOfClass(found.nodeClass, { reason: problem.reason, message: problem.message, action: 'Launching' });
}

async function writeAttempt(deps: ActivityDependencies, launch: Launch, refusal: Refusal): Promise<void> {
  const now = timestamp(deps.now);
  const message = refusal.message.slice(0, 1000);
  const update = { type: claimConditions.launched, status: 'False', reason: refusal.type, message } as const;
  await deps.claims.change(claimRefOf(launch.claim), (claim) => ({
    ...claim.status,
    attempts: endAttempt(claim.status?.attempts ?? [], launch.offering, {
      outcome: refusal.outcome,
      endedAt: now,
      reason: refusal.type,
      message,
      ...(refusal.correlationId === undefined ? {} : { correlationID: refusal.correlationId }),
    }),
    conditions: withCondition(claim.status?.conditions, update, now),
  }));
}
