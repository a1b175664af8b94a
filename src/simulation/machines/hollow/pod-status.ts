import type { Container, Pod, PodStatus } from '../../../kube/types.ts';

/** A container as a kubelet reads it: with its command line. */
interface RunnableContainer extends Container {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
}

/** How the containers of a pod end by themselves. */
export interface PodEnd {
  readonly afterMs: number;
  readonly exitCode: number;
}

/** Annotation: the pod's containers end successfully after that many seconds, whatever their command. */
export const completionAnnotation = 'simulation.cloudburst.io/completes-after-seconds';

/**
 * When and how the pod ends, told from its annotation or from commands such as `true`, `exit 1` and `sleep 5`; undefined for
 * one that runs on, as everything does that is restarted always.
 */
export function podEnd(pod: Pick<Pod, 'metadata' | 'spec'>): PodEnd | undefined {
  if (pod.spec.restartPolicy !== 'Never' && pod.spec.restartPolicy !== 'OnFailure') return undefined;
  const annotated = Number(pod.metadata.annotations?.[completionAnnotation] ?? Number.NaN);
  if (annotated >= 0) return { afterMs: annotated * 1000, exitCode: 0 };
  const ends = pod.spec.containers.map((container) => containerEnd(container));
  return ends.reduce(laterEnd);
}

/** The status of a pod whose containers run. */
export interface RunningPod {
  readonly pod: Pick<Pod, 'spec' | 'status'>;
  readonly hostIp: string;
  readonly podIp: string;
  /** RFC 3339. */
  readonly now: string;
}

/** What the kubelet reports once everything is started and ready. A pod that ran before the machine's last boot counts a restart. */
export function runningStatus({ pod, hostIp, podIp, now }: RunningPod): object {
  const restarts = pod.status?.phase === 'Running' ? 1 : 0;
  const ip = pod.spec.hostNetwork === true ? hostIp : podIp;
  return {
    phase: 'Running',
    startTime: pod.status?.startTime ?? now,
    hostIP: hostIp,
    podIP: ip,
    podIPs: [{ ip }],
    conditions: podConditions(now, true),
    containerStatuses: pod.spec.containers.map((container) => ({
      ...containerBase(container, restarts),
      ready: true,
      started: true,
      state: { running: { startedAt: now } },
    })),
    initContainerStatuses: (pod.spec.initContainers ?? []).map((container) => {
      const runsOn = container.restartPolicy === 'Always';
      const state = runsOn ? { running: { startedAt: now } } : { terminated: terminated(0, now) };
      return { ...containerBase(container, restarts), ready: true, started: runsOn, state };
    }),
  };
}

/** What the kubelet reports once all containers ended with that code: Succeeded for 0, else Failed. */
export function endedStatus(pod: Pick<Pod, 'spec'>, exitCode: number, now: string): object {
  const phase: PodStatus['phase'] = exitCode === 0 ? 'Succeeded' : 'Failed';
  return {
    phase,
    conditions: podConditions(now, false),
    containerStatuses: pod.spec.containers.map((container) => ({
      ...containerBase(container, 0),
      ready: false,
      started: false,
      state: { terminated: terminated(exitCode, now) },
    })),
  };
}

function podConditions(now: string, isReady: boolean): readonly object[] {
  const entry = (type: string, isTrue: boolean): object => ({
    type,
    status: isTrue ? 'True' : 'False',
    lastTransitionTime: now,
    ...(!isTrue && { reason: 'PodCompleted' }),
  });
  return [
    entry('PodReadyToStartContainers', isReady),
    entry('Initialized', true),
    entry('ContainersReady', isReady),
    entry('Ready', isReady),
  ];
}

function containerBase(container: Container, restartCount: number): object {
  const image = container.image ?? '';
  return { name: container.name, image, imageID: image, containerID: `hollow://${container.name}`, restartCount };
}

function terminated(exitCode: number, now: string): object {
  return { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', startedAt: now, finishedAt: now };
}

function containerEnd(container: RunnableContainer): PodEnd | undefined {
  const words = [...(container.command ?? []), ...(container.args ?? [])];
  // `sh -c 'exit 3'` says in its last word what `exit 3` says in two.
  const text = /(^|\/)(ba|a|da)?sh$/.test(words[0] ?? '') ? (words.at(-1) ?? '') : words.join(' ');
  const match = /^(?:\S*\/)?(?:(true|false)|exit (\d+)|sleep (\d+(?:\.\d+)?))$/.exec(text.trim());
  if (match === null) return undefined;
  const [, verdict, code, seconds] = match;
  if (seconds !== undefined) return { afterMs: Number(seconds) * 1000, exitCode: 0 };
  return { afterMs: 0, exitCode: code === undefined ? Number(verdict === 'false') : Number(code) };
}

function laterEnd(left: PodEnd | undefined, right: PodEnd | undefined): PodEnd | undefined {
  if (left === undefined || right === undefined) return undefined;
  return { afterMs: Math.max(left.afterMs, right.afterMs), exitCode: Math.max(left.exitCode, right.exitCode) };
}
