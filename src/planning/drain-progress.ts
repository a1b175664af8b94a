import type { Pod } from '../kube/types.ts';
import type { DrainStep } from './drain.ts';

/** An eviction that the API server refused. */
export interface BlockedPod {
  readonly pod: Pod;
  /** What it said, for example which PodDisruptionBudget forbids it. */
  readonly message: string;
}

/** More than that many pods are not named. */
const mostNames = 3;

/** What holds a drain up, as one sentence; undefined when nothing does but time. */
export function whatHoldsUp(held: readonly Pod[], blocked: readonly BlockedPod[]): string | undefined {
  const reasons = [
    ...blocked.map(({ pod, message }) => `${nameOf(pod)} cannot be evicted yet (${message})`),
    ...(held.length === 0 ? [] : [`${list(held)} asked by annotation not to be disrupted`]),
  ];
  if (reasons.length === 0) return undefined;
  const more = reasons.length > mostNames ? ` and ${reasons.length - mostNames} more` : '';
  return reasons.slice(0, mostNames).join('; ') + more;
}

/** How far a drain is, as one sentence that changes only when something happened. */
export function drainProgress(step: Extract<DrainStep, { kind: 'draining' }>, deadline: string): string {
  const going = [...step.evict, ...step.ending];
  const parts = [
    ...(going.length === 0 ? [] : [`waiting for ${list(going)} to end`]),
    ...(step.later.length === 0 ? [] : [`${count(step.later.length)} to follow`]),
  ];
  return `${parts.join(', ') || 'waiting'}; whatever is left goes at ${deadline}`;
}

/** `default/a, default/b and 2 more` */
export function list(pods: readonly Pod[]): string {
  const names = pods.slice(0, mostNames).map(nameOf).join(', ');
  return pods.length > mostNames ? `${names} and ${pods.length - mostNames} more` : names;
}

function nameOf({ metadata }: Pod): string {
  return `pod ${metadata.namespace}/${metadata.name}`;
}

function count(pods: number): string {
  return pods === 1 ? '1 pod' : `${pods} pods`;
}
