import { classConditions, findCondition, withCondition } from '../api/conditions.ts';
import type { NodeClaim, NodeClass } from '../api/generated.ts';
import type { OfferingChoice } from '../contract/activities.ts';
import type { Offering, ProviderName } from '../domain/offering.ts';
import { countJoinFailure, joinPauseEndMs, joinsFailing, whyJoinsArePaused } from '../planning/join-breaker.ts';
import { classForProvider } from './class-choice.ts';
import { changeClassStatus } from './class-status.ts';
import { classOfClaim } from './claim-surroundings.ts';
import type { ClaimSurroundings } from './claim-surroundings.ts';
import { timestamp } from './dependencies.ts';
import type { ActivityDependencies } from './dependencies.ts';
import type { NothingRecommended, Wanted } from './order-offerings.ts';

/** Counts on the class that the claim's machine did not become a node; with the third in a row the class says that launches pause. */
export async function recordJoinFailure(
  deps: ActivityDependencies,
  claim: NodeClaim,
  { offering, reason }: { readonly offering: OfferingChoice; readonly reason: string },
): Promise<void> {
  const { provider, instanceType, zone } = offering;
  const { instanceID } = claim.status ?? {};
  const found = await classOfClaim(deps.kube, claim, provider);
  if (instanceID === undefined || found === undefined) return;
  const failure = { reason, offering: `${provider} ${instanceType} in ${zone}`, instanceID };
  let warning: string | undefined;
  const isNews = await changeClassStatus(deps.kube, found.nodeClass, (status) => {
    const joinFailures = countJoinFailure({ ...found.nodeClass, status }, failure, deps.now());
    if (joinFailures === undefined) return undefined;
    const counted = { ...found.nodeClass, status: { ...status, joinFailures } };
    const endMs = joinPauseEndMs(counted);
    warning = endMs === undefined ? undefined : joinsFailing(counted, endMs);
    return warning === undefined ? counted.status : withJoinBreaker(deps, counted, warning);
  });
  if (isNews) deps.counters.add('join_failures_total', { provider, reason });
  if (isNews && warning !== undefined)
    deps.events.warnOfClass(found.nodeClass, { reason: 'JoinBreakerOpen', message: warning, action: 'Joining' });
}

function withJoinBreaker(deps: ActivityDependencies, { status }: NodeClass, message: string) {
  const update = { type: classConditions.machinesJoin, status: 'False', reason: 'JoinBreakerOpen', message } as const;
  return { ...status, conditions: withCondition(status?.conditions, update, timestamp(deps.now)) };
}

/** A machine became a Ready node, so what failed before was not the class's fault. Writes nothing when nothing had failed. */
export async function forgetJoinFailures(deps: ActivityDependencies, nodeClass: NodeClass): Promise<void> {
  if (!isTroubled(nodeClass)) return;
  const message = 'a machine became a Ready node';
  const update = { type: classConditions.machinesJoin, status: 'True', reason: 'MachineJoined', message } as const;
  await changeClassStatus(deps.kube, nodeClass, (status) => {
    if (!isTroubled({ ...nodeClass, status })) return undefined;
    const hadCondition = findCondition(status.conditions, update.type) !== undefined;
    return {
      ...status,
      ...(status.joinFailures && { joinFailures: { ...status.joinFailures, count: 0 } }),
      ...(hadCondition && { conditions: withCondition(status.conditions, update, timestamp(deps.now)) }),
    };
  });
}

function isTroubled({ status }: NodeClass): boolean {
  const standing = findCondition(status?.conditions, classConditions.machinesJoin);
  return (status?.joinFailures?.count ?? 0) > 0 || standing?.status === 'False';
}

/** The offerings of classes through which machines may be launched now, or why there are none. */
export function throughOpenClasses(
  { pool, classes, nowMs }: Pick<Wanted, 'pool'> & Pick<ClaimSurroundings, 'classes'> & { readonly nowMs: number },
  offerings: readonly Offering[],
): readonly Offering[] | NothingRecommended {
  const whyNot = (provider: ProviderName): string | undefined => {
    const found = classForProvider(pool, classes, provider);
    return found && whyJoinsArePaused(found.nodeClass, nowMs);
  };
  const open = offerings.filter(({ provider }) => whyNot(provider) === undefined);
  if (open.length > 0) return open;
  const reasons = new Set(offerings.map(({ provider }) => whyNot(provider)));
  return { kind: 'none', reason: 'JoinBreakerOpen', message: [...reasons].join('; ') };
}
