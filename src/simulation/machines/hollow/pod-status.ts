import type { Container, Pod, PodStatus } from '../../../kube/types.ts';
import type { PodEnd } from './pod-end.ts';

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
      const state = runsOn ? { running: { startedAt: now } } : { terminated: terminated({ exitCode: 0 }, now) };
      return { ...containerBase(container, restarts), ready: true, started: runsOn, state };
    }),
  };
}

/** What the kubelet reports once all containers ended so: Succeeded for exit code 0, else Failed. */
export function endedStatus(pod: Pick<Pod, 'spec'>, end: Omit<PodEnd, 'afterMs'>, now: string): object {
  const phase: PodStatus['phase'] = end.exitCode === 0 ? 'Succeeded' : 'Failed';
  return {
    phase,
    conditions: podConditions(now, false),
    containerStatuses: pod.spec.containers.map((container) => ({
      ...containerBase(container, 0),
      ready: false,
      started: false,
      state: { terminated: terminated(end, now) },
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

function terminated({ exitCode, reason }: Omit<PodEnd, 'afterMs'>, now: string): object {
  const word = reason ?? (exitCode === 0 ? 'Completed' : 'Error');
  return { exitCode, reason: word, startedAt: now, finishedAt: now };
}
