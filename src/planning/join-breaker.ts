import type { JoinFailures, NodeClass } from '../api/generated.ts';
import { timestampOf } from '../domain/timestamp.ts';

/** So many machines in a row that do not join are no coincidence: the address, the certificate or the tailnet is at fault. */
const mostFailures = 3;
const minute = 60_000;
/** The longest pause, in milliseconds. */
const longestPauseMs = 30 * minute;

/** A machine that did not become a usable node. */
export interface JoinFailure {
  /** `JoinTimedOut` or `InitializationTimedOut`. */
  readonly reason: string;
  /** Where, as people read it: `hetzner cx23 in fsn1`. */
  readonly offering: string;
  /** Counted once, however often its failure is told. */
  readonly instanceID: string;
}

/**
 * Failures in a row, at whatever provider, through the class as it is now. A change of the class or of a Secret that it names begins
 * anew, and so does a node that became Ready.
 */
export function joinFailuresInARow(nodeClass: NodeClass): number {
  const { joinFailures } = nodeClass.status ?? {};
  return joinFailures !== undefined && joinFailures.observed === versionsOf(nodeClass) ? joinFailures.count : 0;
}

/** The failures with one more; undefined when it was counted before. */
export function countJoinFailure(nodeClass: NodeClass, failure: JoinFailure, nowMs: number): JoinFailures | undefined {
  if (nodeClass.status?.joinFailures?.lastInstanceID === failure.instanceID) return undefined;
  return {
    count: joinFailuresInARow(nodeClass) + 1,
    lastTime: timestampOf(nowMs),
    lastReason: failure.reason,
    lastOffering: failure.offering,
    lastInstanceID: failure.instanceID,
    observed: versionsOf(nodeClass),
  };
}

/**
 * The end of the pause in launches through the class, in milliseconds since the epoch: 2, 4, 8 and at most 30 minutes after the third,
 * fourth, fifth failure in a row. Undefined while there are fewer. When it has passed, one more failure begins the next.
 */
export function joinPauseEndMs(nodeClass: NodeClass): number | undefined {
  const failures = joinFailuresInARow(nodeClass);
  const last = nodeClass.status?.joinFailures;
  if (failures < mostFailures || last === undefined) return undefined;
  const pauseMs = Math.min(longestPauseMs, 2 ** Math.min(failures - mostFailures + 1, 10) * minute);
  return Date.parse(last.lastTime) + pauseMs;
}

/** Why nothing is launched through the class now, as one sentence with the mend; undefined when something may be. */
export function whyJoinsArePaused(nodeClass: NodeClass, nowMs: number): string | undefined {
  const endMs = joinPauseEndMs(nodeClass);
  return endMs === undefined || endMs <= nowMs ? undefined : joinsFailing(nodeClass, endMs);
}

/** What failed how often, where to look and when it goes on. */
export function joinsFailing({ metadata, status }: NodeClass, endMs: number): string {
  const { count, lastReason, lastOffering } = status?.joinFailures ?? {};
  return (
    `${count} machines in a row did not become nodes through NodeClass ${metadata.name} (last: ${lastReason}, ${lastOffering}); ` +
    'check join.hostApiServer, the tailnet key and the cloud-init output of a machine; ' +
    `launches go on at ${timestampOf(endMs)}, or when the class or one of its Secrets changes`
  );
}

/** The class and its Secrets as they were checked last. */
function versionsOf({ metadata, status }: NodeClass): string {
  const secrets = Object.entries(status?.secretVersions ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [`class=${metadata.generation ?? 0}`, ...secrets.map(([name, version]) => `${name}=${version}`)].join(' ');
}
