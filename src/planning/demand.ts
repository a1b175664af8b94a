import type { ResourceList } from '../domain/resources.ts';
import type { Pod, Toleration } from '../kube/types.ts';
import { nodeAlternatives, type NodeAlternatives } from './node-alternatives.ts';
import { podRequests } from './pod-requests.ts';
import { compareText } from './text-order.ts';

/** Pods that differ only in name, and what each of them needs. */
export interface DemandGroup {
  /** The same for the same needs, whatever the pods are called and however they are ordered. */
  readonly key: string;
  /** Ordered by namespace, name, UID. */
  readonly pods: readonly Pod[];
  /** Of one pod. */
  readonly requests: ResourceList;
  readonly alternatives: NodeAlternatives;
  readonly tolerations: readonly Toleration[];
  readonly priority: number;
}

/** Whether the pod looks for a node, nobody holds it back and it is not going away. DaemonSet and mirror pods belong to their node. */
export function isWaiting(pod: Pod): boolean {
  if (pod.spec.nodeName !== undefined || isGoing(pod) || isBoundToItsNode(pod)) return false;
  return (pod.spec.schedulingGates?.length ?? 0) === 0;
}

/** Whether the pod waits and the scheduler gave it up. */
export function isDemand(pod: Pod): boolean {
  if (!isWaiting(pod)) return false;
  const scheduled = pod.status?.conditions?.find((condition) => condition.type === 'PodScheduled');
  return scheduled?.status === 'False' && scheduled.reason === 'Unschedulable';
}

/** Whether the pod will be made anew elsewhere when its node goes: it still runs and a controller other than its node owns it. */
export function willReturn(pod: Pod): boolean {
  const isOwned = (pod.metadata.ownerReferences ?? []).some((owner) => owner.controller === true);
  return isOwned && !isGoing(pod) && !isBoundToItsNode(pod);
}

/** Whether the pod holds no resources any more. */
export function isFinished(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

/** Pods alike in one group. Important, then large, then picky ones come first, so that the others fill what these leave. */
export function groupDemand(pods: readonly Pod[]): readonly DemandGroup[] {
  const groups = new Map<string, DemandGroup & { readonly pods: Pod[] }>();
  for (const pod of pods.toSorted(byName)) {
    const needs = needsOf(pod);
    const key = JSON.stringify(needs);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ...needs, key, pods: [pod] });
    else group.pods.push(pod);
  }
  return [...groups.values()].toSorted(byImportanceAndSize);
}

type Needs = Pick<DemandGroup, 'requests' | 'alternatives' | 'tolerations' | 'priority'>;

function needsOf(pod: Pod): Needs {
  const requests = Object.entries(podRequests(pod.spec)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    requests: Object.fromEntries(requests),
    alternatives: nodeAlternatives(pod.spec),
    tolerations: pod.spec.tolerations ?? [],
    priority: pod.spec.priority ?? 0,
  };
}

function byImportanceAndSize(a: DemandGroup, b: DemandGroup): number {
  const size =
    (b.requests['cpu'] ?? 0) - (a.requests['cpu'] ?? 0) || (b.requests['memory'] ?? 0) - (a.requests['memory'] ?? 0);
  return b.priority - a.priority || size || pickiness(b) - pickiness(a) || compareText(a.key, b.key);
}

function pickiness(group: DemandGroup): number {
  return Math.min(...group.alternatives.map((requirements) => requirements.length));
}

function byName(a: Pod, b: Pod): number {
  const left = a.metadata;
  const right = b.metadata;
  return (
    compareText(left.namespace ?? '', right.namespace ?? '') ||
    compareText(left.name, right.name) ||
    compareText(left.uid, right.uid)
  );
}

function isGoing(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined || isFinished(pod);
}

/** Whether the pod goes with its node and is made anew nowhere else: a DaemonSet's, or one that the kubelet made from a file. */
export function isBoundToItsNode(pod: Pod): boolean {
  const isMirror = Object.hasOwn(pod.metadata.annotations ?? {}, 'kubernetes.io/config.mirror');
  return (
    isMirror ||
    (pod.metadata.ownerReferences ?? []).some((owner) => owner.kind === 'DaemonSet' || owner.kind === 'Node')
  );
}
