import { NotFoundError } from '../../../kube/errors.ts';
import { systemTime } from '../../../kube/time.ts';
import { trusted } from '../../../kube/trusted.ts';
import type { Pod } from '../../../kube/types.ts';
import { untilSuccess } from './attempts.ts';
import type { Attempts } from './attempts.ts';
import type { MachineApi } from './machine-api.ts';
import { endedStatus, podEnd, runningStatus } from './pod-status.ts';

/** What running pods on a machine needs. */
export interface PodRunnerOptions {
  readonly api: MachineApi;
  readonly nodeName: string;
  /** The machine's address; addresses of pods are derived from it. */
  readonly address: string;
  /** How long containers take to end after they were asked to, in milliseconds. */
  readonly terminationMs: number;
  readonly attempts: Attempts;
}

/** Lists and watches the pods bound to the Node, and runs them hollowly, until the stream ends. Throws as the API does. */
export type WatchPods = () => Promise<void>;

interface RunningTask {
  readonly kind: 'running' | 'terminating';
  readonly stop: AbortController;
}

/** Makes the runner of one boot. Call what it returns again whenever it ends. */
export function createPodRunner(options: PodRunnerOptions): WatchPods {
  const tasks = new Map<string, RunningTask>();
  const addressOfNext = podAddresses(options.address);

  const begin = (pod: Pod, kind: RunningTask['kind']): void => {
    tasks.get(pod.metadata.uid)?.stop.abort();
    const stop = new AbortController();
    tasks.set(pod.metadata.uid, { kind, stop });
    const signal = AbortSignal.any([options.attempts.signal, stop.signal]);
    const act = kind === 'running' ? run : terminate;
    void act({ ...options, pod, podIp: pod.status?.podIP ?? addressOfNext(), signal });
  };
  const observe = (pod: Pod): void => {
    const known = tasks.get(pod.metadata.uid)?.kind;
    if (pod.metadata.deletionTimestamp !== undefined) {
      if (known !== 'terminating') begin(pod, 'terminating');
    } else if (known === undefined && !isOver(pod)) {
      begin(pod, 'running');
    }
  };
  const forget = (uid: string): void => {
    tasks.get(uid)?.stop.abort();
    tasks.delete(uid);
  };

  return async () => {
    const path = `/api/v1/pods?fieldSelector=spec.nodeName%3D${options.nodeName}`;
    const list = await options.api.get<PodList>(path);
    const present = new Set(list.items.map((pod) => pod.metadata.uid));
    for (const uid of tasks.keys()) if (!present.has(uid)) forget(uid);
    for (const pod of list.items) observe(pod);
    const { resourceVersion } = list.metadata;
    const watch = `${path}&watch=true&allowWatchBookmarks=true&resourceVersion=${resourceVersion}&timeoutSeconds=300`;
    for await (const event of options.api.watch(watch)) {
      if (event.type === 'BOOKMARK') continue;
      const pod = trusted<Pod>(event.object);
      if (event.type === 'DELETED') forget(pod.metadata.uid);
      else observe(pod);
    }
  };
}

interface PodList {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly Pod[];
}

interface PodTask extends PodRunnerOptions {
  readonly pod: Pod;
  readonly podIp: string;
  /** Aborted when the pod is gone, changes its task, or the power goes. */
  readonly signal: AbortSignal;
}

async function run(task: PodTask): Promise<void> {
  const { pod, podIp, address, signal } = task;
  await report(task, runningStatus({ pod, hostIp: address, podIp, now: timestamp() }));
  const end = podEnd(pod);
  if (end === undefined) return;
  await systemTime.sleep(end.afterMs, signal);
  if (!signal.aborted) await report(task, endedStatus(pod, end.exitCode, timestamp()));
}

/** Ends the containers, says so, and only then lets the object go, as a kubelet does. */
async function terminate(task: PodTask): Promise<void> {
  const { pod, signal } = task;
  const graceMs = (pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
  await systemTime.sleep(Math.min(task.terminationMs, graceMs), signal);
  if (!isOver(pod)) await report(task, endedStatus(pod, 0, timestamp()));
  const options = { gracePeriodSeconds: 0, preconditions: { uid: pod.metadata.uid } };
  await untilSuccess(() => unlessGone(task.api.delete(podPath(pod), options)), { ...task.attempts, signal });
}

async function report(task: PodTask, status: object): Promise<void> {
  const { pod, signal } = task;
  const body = { metadata: { uid: pod.metadata.uid }, status };
  const patch = { type: 'strategic-merge', body } as const;
  await untilSuccess(() => unlessGone(task.api.patch(`${podPath(pod)}/status`, patch)), { ...task.attempts, signal });
}

/** A pod that is gone needs no report. */
async function unlessGone(act: Promise<unknown>): Promise<void> {
  try {
    await act;
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
}

function podPath(pod: Pod): string {
  return `/api/v1/namespaces/${pod.metadata.namespace ?? 'default'}/pods/${pod.metadata.name}`;
}

function isOver(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

/** Addresses of a network of the machine's own, told from its address's last two bytes: 10.128.0.0/9, 254 addresses each. */
function podAddresses(address: string): () => string {
  const [, , third = 0, fourth = 0] = address.split('.').map(Number);
  let next = 0;
  return () => {
    next = (next % 254) + 1;
    return `10.${128 + (third % 128)}.${fourth}.${next}`;
  };
}

function timestamp(): string {
  return new Date().toISOString();
}
