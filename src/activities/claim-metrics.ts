import type { NodeClaim } from '../api/generated.ts';
import { failoverOf } from '../domain/failover.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Counts a launch: how long the claim waited for it, and whether it moved to another cloud. */
export function countLaunch({ counters, now }: ActivityDependencies, claim: NodeClaim): void {
  const provider = claim.status?.provider ?? 'unknown';
  counters.observe('nodeclaims_launch_duration_seconds', secondsSince(claim.metadata.creationTimestamp, now()), {
    provider,
  });
  const failover = failoverOf(claim.status?.attempts ?? []);
  if (failover !== undefined) counters.add('failover_total', { ...failover });
}

/** Counts a claim that has become Ready, with the time since its creation. */
export function countReady({ counters, now }: ActivityDependencies, claim: NodeClaim): void {
  const provider = claim.status?.provider ?? 'unknown';
  counters.observe('nodeclaims_ready_duration_seconds', secondsSince(claim.metadata.creationTimestamp, now()), {
    provider,
  });
}

/** Counts a claim of which nothing is left, with the time since its deletion was asked for. */
export function countTermination({ counters, now }: ActivityDependencies, claim: NodeClaim): void {
  counters.add('nodeclaims_terminated_total', { nodepool: claim.spec.nodePoolRef.name });
  const { deletionTimestamp } = claim.metadata;
  if (deletionTimestamp !== undefined)
    counters.observe('nodeclaims_termination_duration_seconds', secondsSince(deletionTimestamp, now()));
}

/** Kubernetes cuts its times to whole seconds, so a short time may look negative. */
function secondsSince(time: string, nowMs: number): number {
  return Math.max(0, (nowMs - Date.parse(time)) / 1000);
}
