import type { Taint } from '../api/generated.ts';
import { addResources, subtractResources, type ResourceList } from '../domain/resources.ts';
import type { DaemonSet, Pod, Toleration } from '../kube/types.ts';
import { nodeAlternatives } from './node-alternatives.ts';
import { podRequests } from './pod-requests.ts';
import { matchesLabels, type Labels } from './requirements.ts';
import { untolerated } from './tolerations.ts';

// What the DaemonSet controller adds to its pods (kubernetes.io/docs/concepts/workloads/controllers/daemonset).
const givenTolerations: readonly Toleration[] = [
  'not-ready',
  'unreachable',
  'disk-pressure',
  'memory-pressure',
  'pid-pressure',
  'unschedulable',
  'network-unavailable',
].map((name) => ({ key: `node.kubernetes.io/${name}`, operator: 'Exists' }));

/** Whether a DaemonSet runs a pod on a node with these labels and taints. */
export function runsOn(daemonSet: DaemonSet, labels: Labels, taints: readonly Taint[]): boolean {
  const { spec } = daemonSet.spec.template;
  if (daemonSet.metadata.deletionTimestamp !== undefined) return false;
  if (untolerated([...(spec.tolerations ?? []), ...givenTolerations], taints) !== undefined) return false;
  return nodeAlternatives(spec).some((requirements) => matchesLabels(requirements, labels));
}

/** What the pods of these DaemonSets take from a node together. */
export function daemonRequests(daemonSets: readonly DaemonSet[]): ResourceList {
  return daemonSets.reduce<ResourceList>(
    (sum, daemonSet) => addResources(sum, podRequests(daemonSet.spec.template.spec)),
    {},
  );
}

/** A machine as DaemonSets see it. */
export interface MachineFacts {
  readonly labels: Labels;
  readonly taints: readonly Taint[];
  /** Unfinished pods on it. */
  readonly pods: readonly Pod[];
}

/** What is left of a machine's whole for other pods, when those on it and those that DaemonSets will still put there are served. */
export function freeRoom(whole: ResourceList, machine: MachineFacts, daemonSets: readonly DaemonSet[]): ResourceList {
  const expected = withoutPodOn(daemonSets, machine.pods).filter((one) => runsOn(one, machine.labels, machine.taints));
  const used = machine.pods.reduce((sum, pod) => addResources(sum, podRequests(pod.spec)), daemonRequests(expected));
  return subtractResources(whole, used);
}

/** The DaemonSets that have no pod among those of a node yet. */
function withoutPodOn(daemonSets: readonly DaemonSet[], podsOfNode: readonly Pod[]): readonly DaemonSet[] {
  const owners = new Set(podsOfNode.flatMap((pod) => (pod.metadata.ownerReferences ?? []).map((owner) => owner.uid)));
  return daemonSets.filter((daemonSet) => !owners.has(daemonSet.metadata.uid));
}
