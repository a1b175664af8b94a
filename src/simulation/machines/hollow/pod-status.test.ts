import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../kube/types.ts';
import { vanished } from './pod-end.ts';
import { endedStatus, runningStatus } from './pod-status.ts';

const now = '2026-01-02T03:04:05.000Z';

function aPod(): Pod {
  return {
    metadata: { name: 'p', uid: 'u', resourceVersion: '1', creationTimestamp: now },
    spec: { containers: [{ name: 'main', image: 'nginx' }] },
  };
}

describe('status of a pod', () => {
  const addresses = { hostIp: '100.64.0.9', podIp: '10.128.9.1', now };

  it('counts a restart for what ran before the machine was switched off', () => {
    const pod = aPod();
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
    const pod = aPod();
    expect(runningStatus({ pod, ...addresses })).toMatchObject({ podIP: '10.128.9.1', hostIP: '100.64.0.9' });
    const onHost = { ...pod, spec: { ...pod.spec, hostNetwork: true } };
    expect(runningStatus({ pod: onHost, ...addresses })).toMatchObject({ podIP: '100.64.0.9' });
  });

  it('ends init containers and lets sidecars run', () => {
    const pod = aPod();
    const initContainers = [{ name: 'init' }, { name: 'sidecar', restartPolicy: 'Always' }];
    expect(runningStatus({ pod: { ...pod, spec: { ...pod.spec, initContainers } }, ...addresses })).toMatchObject({
      initContainerStatuses: [{ state: { terminated: { exitCode: 0 } } }, { state: { running: {} } }],
    });
  });

  it('is Succeeded or Failed by the exit code', () => {
    const pod = aPod();
    expect(endedStatus(pod, { exitCode: 0 }, now)).toMatchObject({
      phase: 'Succeeded',
      containerStatuses: [{ state: { terminated: { reason: 'Completed' } } }],
    });
    expect(endedStatus(pod, { exitCode: 137 }, now)).toMatchObject({
      phase: 'Failed',
      containerStatuses: [{ ready: false, state: { terminated: { reason: 'Error', exitCode: 137 } } }],
    });
    expect(endedStatus(pod, vanished, now)).toMatchObject({
      phase: 'Failed',
      containerStatuses: [{ state: { terminated: { reason: 'ContainerStatusUnknown' } } }],
    });
  });
});
