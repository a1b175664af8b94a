import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../kube/types.ts';
import { completionAnnotation, endedStatus, podEnd, runningStatus } from './pod-status.ts';

const now = '2026-01-02T03:04:05.000Z';

interface PodShape {
  readonly commands: readonly (readonly string[])[];
  readonly restartPolicy?: string;
  readonly annotations?: Record<string, string>;
}

function aPod({ commands, restartPolicy = 'Never', annotations = {} }: PodShape): Pod {
  const containers = commands.map((command, index) => ({ name: `c${index}`, image: 'busybox', command }));
  return {
    metadata: { name: 'p', uid: 'u', resourceVersion: '1', creationTimestamp: now, annotations },
    spec: { containers, restartPolicy },
  };
}

describe('end of a pod', () => {
  it.each([
    [['true'], { afterMs: 0, exitCode: 0 }],
    [['/bin/true'], { afterMs: 0, exitCode: 0 }],
    [['false'], { afterMs: 0, exitCode: 1 }],
    [['sh', '-c', 'exit 0'], { afterMs: 0, exitCode: 0 }],
    [['/bin/sh', '-ec', 'exit 3'], { afterMs: 0, exitCode: 3 }],
    [['sleep', '2.5'], { afterMs: 2500, exitCode: 0 }],
    [['sh', '-c', 'sleep 5'], { afterMs: 5000, exitCode: 0 }],
    [['sleep', 'infinity'], undefined],
    [['nginx'], undefined],
    [[], undefined],
  ])('is told from the command %j', (command, end) => {
    expect(podEnd(aPod({ commands: [command] }))).toEqual(end);
  });

  it('is that of the last and the worst of its containers', () => {
    expect(podEnd(aPod({ commands: [['sleep', '1'], ['false']] }))).toEqual({ afterMs: 1000, exitCode: 1 });
    expect(podEnd(aPod({ commands: [['true'], ['nginx']] }))).toBeUndefined();
  });

  it('never comes for what is always restarted', () => {
    expect(podEnd(aPod({ commands: [['true']], restartPolicy: 'Always' }))).toBeUndefined();
  });

  it('comes when the annotation says', () => {
    const annotations = { [completionAnnotation]: '2' };
    expect(podEnd(aPod({ commands: [['nginx']], annotations }))).toEqual({ afterMs: 2000, exitCode: 0 });
  });
});

describe('status of a pod', () => {
  const addresses = { hostIp: '100.64.0.9', podIp: '10.128.9.1', now };

  it('counts a restart for what ran before the machine was switched off', () => {
    const pod = aPod({ commands: [['nginx']] });
    const again = { ...pod, status: { phase: 'Running', startTime: '2026-01-01T00:00:00Z' } } as const;
    expect(runningStatus({ pod, ...addresses })).toMatchObject({
      startTime: now,
      containerStatuses: [{ restartCount: 0 }],
    });
    expect(runningStatus({ pod: again, ...addresses })).toMatchObject({
      startTime: '2026-01-01T00:00:00Z',
      containerStatuses: [{ restartCount: 1 }],
    });
  });

  it('gives a pod on the host network the address of the machine', () => {
    const pod = aPod({ commands: [['nginx']] });
    expect(runningStatus({ pod, ...addresses })).toMatchObject({ podIP: '10.128.9.1', hostIP: '100.64.0.9' });
    const onHost = { ...pod, spec: { ...pod.spec, hostNetwork: true } };
    expect(runningStatus({ pod: onHost, ...addresses })).toMatchObject({ podIP: '100.64.0.9' });
  });

  it('ends init containers and lets sidecars run', () => {
    const pod = aPod({ commands: [['nginx']] });
    const initContainers = [{ name: 'init' }, { name: 'sidecar', restartPolicy: 'Always' }];
    expect(runningStatus({ pod: { ...pod, spec: { ...pod.spec, initContainers } }, ...addresses })).toMatchObject({
      initContainerStatuses: [{ state: { terminated: { exitCode: 0 } } }, { state: { running: {} } }],
    });
  });

  it('is Succeeded or Failed by the exit code', () => {
    const pod = aPod({ commands: [['x']] });
    expect(endedStatus(pod, 0, now)).toMatchObject({ phase: 'Succeeded' });
    expect(endedStatus(pod, 2, now)).toMatchObject({ phase: 'Failed', containerStatuses: [{ ready: false }] });
  });
});
