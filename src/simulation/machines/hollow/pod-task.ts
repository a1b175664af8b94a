import { NotFoundError } from '../../../kube/errors.ts';
import { systemTime } from '../../../kube/time.ts';
import type { Pod } from '../../../kube/types.ts';
import { untilSuccess } from './attempts.ts';
import type { Attempts } from './attempts.ts';
import type { MachineApi } from './machine-api.ts';
import { podEnd } from './pod-end.ts';
import type { PodEnd } from './pod-end.ts';
import { endedStatus, runningStatus } from './pod-status.ts';
import type { Processor } from './processor.ts';

/** One pod that a machine runs or ends. */
export interface PodTask {
  readonly api: MachineApi;
  readonly processor: Pick<Processor, 'awake'>;
  readonly attempts: Attempts;
  readonly pod: Pod;
  readonly hostIp: string;
  readonly podIp: string;
  /** Aborted when the pod is gone, gets another task, or the power goes. */
  readonly signal: AbortSignal;
}

/** Says that the pod runs. When it ends by itself, tells the listener at once, and the cluster as soon as it can be told. */
export async function runPod(task: PodTask, onEnd: (end: PodEnd) => void): Promise<void> {
  const { pod, podIp, hostIp } = task;
  const reported = report(task, runningStatus({ pod, hostIp, podIp, now: timestamp() }));
  const end = podEnd(pod);
  if (end === undefined) return reported;
  await pause(task, end.afterMs);
  if (task.signal.aborted) return;
  onEnd(end);
  const status = endedStatus(pod, end, timestamp());
  await reported;
  await report(task, status);
}

/** Lets the containers end, says how, and only then lets the object go, as a kubelet does. */
export async function terminatePod(task: PodTask, end: PodEnd): Promise<void> {
  const { pod, signal } = task;
  await pause(task, end.afterMs);
  if (signal.aborted) return;
  if (!isOver(pod)) await report(task, endedStatus(pod, end, timestamp()));
  const options = { gracePeriodSeconds: 0, preconditions: { uid: pod.metadata.uid } };
  await untilSuccess(() => unlessGone(task.api.delete(podPath(pod), options)), { ...task.attempts, signal });
}

/** Whether the pod's containers ended and the cluster knows it. */
export function isOver(pod: Pick<Pod, 'status'>): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

/** Waits; on a frozen machine, until it thaws. */
async function pause({ processor, signal }: PodTask, ms: number): Promise<void> {
  await systemTime.sleep(ms, signal);
  await processor.awake();
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

function timestamp(): string {
  return new Date().toISOString();
}
