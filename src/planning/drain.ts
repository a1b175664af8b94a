import { annotations, disruptedTaint } from '../api/labels.ts';
import type { Pod } from '../kube/types.ts';
import { isFinished } from './demand.ts';
import { untolerated } from './tolerations.ts';

/** What one look at a node that is being drained sees. */
export interface DrainPicture {
  /** Everything that is bound to the node. */
  readonly pods: readonly Pod[];
  /** When the machine goes, whatever is left on it; milliseconds since the epoch. */
  readonly deadlineMs: number;
}

/** A pod that is deleted without asking its PodDisruptionBudget, because the deadline is near. */
export interface PodDeletion {
  readonly pod: Pod;
  /** What is left until the deadline, at least one second. */
  readonly gracePeriodSeconds: number;
}

/** What is to be done on the node now. */
export type DrainStep =
  /** Nothing is left that has to be waited for. */
  | { readonly kind: 'drained' }
  | {
      readonly kind: 'draining';
      /** All of one wave; the API server may refuse some for their PodDisruptionBudget. */
      readonly evict: readonly Pod[];
      readonly remove: readonly PodDeletion[];
      /** Pods of that wave that asked not to be disrupted. */
      readonly held: readonly Pod[];
      /** Pods that were told to go and have not ended yet. */
      readonly ending: readonly Pod[];
      /** Pods of later waves. */
      readonly later: readonly Pod[];
      /** When the next pod has to be deleted for the deadline's sake. */
      readonly nextDeadlineMs: number;
    }
  /** The deadline has passed: what is left is told to go, and nobody waits for it. */
  | { readonly kind: 'out-of-time'; readonly remove: readonly PodDeletion[]; readonly left: readonly Pod[] };

/** A pod that has not ended by then is not waited for: its kubelet does not answer, or a finalizer holds it. */
const stuckAfterMs = 60_000;
/** Grace of a pod that sets none; the API server's default. */
const defaultGraceSeconds = 30;
/** Kubernetes cuts its times to whole seconds. */
const roundingMs = 1000;
/** Least priority that Kubernetes calls critical: that of system-cluster-critical. */
const criticalPriority = 2_000_000_000;
const criticalClasses: readonly (string | undefined)[] = ['system-cluster-critical', 'system-node-critical'];

/**
 * The next step of a drain. Pods go in four waves, each only when the one before it is gone: ordinary ones, those of DaemonSets,
 * critical ones, critical ones of DaemonSets. Within the waves pods are evicted, which respects PodDisruptionBudgets. A pod whose
 * grace period would not end before the deadline otherwise is deleted, whatever its wave, its budget and its annotation say.
 *
 * Left alone are pods that a drain cannot move or that hold nothing up: static ones, which belong to the kubelet; finished ones; those
 * that tolerate the taint cloudburst.io/disrupted:NoSchedule (a DaemonSet's with operator Exists, say), which would be put right back;
 * and those that should have ended a minute ago. Other pods of DaemonSets are evicted: the taint keeps them from coming back. These are
 * the choices that Karpenter documents for its own drains: https://karpenter.sh/docs/concepts/disruption/#termination-controller.
 */
export function nextDrainStep({ pods, deadlineMs }: DrainPicture, nowMs: number): DrainStep {
  const left = pods.filter((pod) => isDrained(pod, nowMs));
  if (left.length === 0) return { kind: 'drained' };
  const due = left.filter((pod) => isDue(pod, deadlineMs, nowMs));
  const gracePeriodSeconds = Math.max(1, Math.floor((deadlineMs - nowMs) / 1000));
  const remove = due.map((pod) => ({ pod, gracePeriodSeconds }));
  if (nowMs >= deadlineMs) return { kind: 'out-of-time', remove, left };
  const current = Math.min(...left.map(waveOf));
  const ofWave = left.filter((pod) => waveOf(pod) === current && !isGoing(pod) && !due.includes(pod));
  return {
    kind: 'draining',
    evict: ofWave.filter((pod) => !asksForPeace(pod)),
    remove,
    held: ofWave.filter(asksForPeace),
    ending: left.filter((pod) => isGoing(pod) || due.includes(pod)),
    later: left.filter((pod) => waveOf(pod) !== current && !isGoing(pod) && !due.includes(pod)),
    nextDeadlineMs: Math.min(
      deadlineMs,
      ...left.filter((pod) => !isGoing(pod)).map((pod) => deadlineMs - graceMs(pod)),
    ),
  };
}

/** Whether a drain has to do with the pod at all; see {@link nextDrainStep} for those that are left alone. */
export function isDrained(pod: Pod, nowMs: number): boolean {
  return !isStatic(pod) && !isFinished(pod) && !staysAnyway(pod) && !isStuck(pod, nowMs);
}

function isStatic(pod: Pod): boolean {
  const isMirror = Object.hasOwn(pod.metadata.annotations ?? {}, 'kubernetes.io/config.mirror');
  return isMirror || ownedBy(pod, 'Node');
}

function staysAnyway(pod: Pod): boolean {
  return untolerated(pod.spec.tolerations, [disruptedTaint]) === undefined;
}

/** The deletion time of a pod is when its grace period ends. */
function isStuck(pod: Pod, nowMs: number): boolean {
  const { deletionTimestamp } = pod.metadata;
  return deletionTimestamp !== undefined && Date.parse(deletionTimestamp) + stuckAfterMs < nowMs;
}

/** Whether the pod, left to itself, would run beyond the deadline. */
function isDue(pod: Pod, deadlineMs: number, nowMs: number): boolean {
  const { deletionTimestamp } = pod.metadata;
  if (deletionTimestamp !== undefined) return Date.parse(deletionTimestamp) > Math.max(deadlineMs, nowMs) + roundingMs;
  return nowMs >= deadlineMs - graceMs(pod);
}

function waveOf(pod: Pod): number {
  const { priority = 0, priorityClassName } = pod.spec;
  const isCritical = priority >= criticalPriority || criticalClasses.includes(priorityClassName);
  return (isCritical ? 2 : 0) + (ownedBy(pod, 'DaemonSet') ? 1 : 0);
}

function asksForPeace(pod: Pod): boolean {
  return pod.metadata.annotations?.[annotations.doNotDisrupt] === 'true';
}

function isGoing(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}

function graceMs(pod: Pod): number {
  return (pod.spec.terminationGracePeriodSeconds ?? defaultGraceSeconds) * 1000;
}

function ownedBy(pod: Pod, kind: string): boolean {
  return (pod.metadata.ownerReferences ?? []).some((owner) => owner.kind === kind);
}
