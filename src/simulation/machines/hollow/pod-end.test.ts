import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../kube/types.ts';
import { completionAnnotation, graceSeconds, podEnd, podStop, stopAfterAnnotation } from './pod-end.ts';

interface PodShape {
  readonly commands: readonly (readonly string[])[];
  readonly restartPolicy?: string;
  readonly annotations?: Record<string, string>;
}

function aPod({ commands, restartPolicy = 'Never', annotations = {} }: PodShape): Pod {
  const containers = commands.map((command, index) => ({ name: `c${index}`, image: 'busybox', command }));
  const creationTimestamp = '2026-01-02T03:04:05.000Z';
  return {
    metadata: { name: 'p', uid: 'u', resourceVersion: '1', creationTimestamp, annotations },
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

describe('end of a pod that is deleted', () => {
  const stopping = (stopAfter?: string, deletionGracePeriodSeconds = 30): Pod => {
    const pod = aPod({
      commands: [['nginx']],
      ...(stopAfter && { annotations: { [stopAfterAnnotation]: stopAfter } }),
    });
    return { ...pod, metadata: { ...pod.metadata, deletionGracePeriodSeconds } };
  };

  it.each([
    [undefined, { afterMs: 0, exitCode: 0 }],
    ['500ms', { afterMs: 500, exitCode: 0 }],
    ['3s', { afterMs: 3000, exitCode: 0 }],
    ['1.5s', { afterMs: 1500, exitCode: 0 }],
    ['30s', { afterMs: 30_000, exitCode: 0 }],
    ['31s', { afterMs: 30_000, exitCode: 137 }],
    ['2m', { afterMs: 30_000, exitCode: 137 }],
    ['soon', { afterMs: 0, exitCode: 0 }],
  ])('comes after %s, and at the latest with the grace period', (stopAfter, end) => {
    expect(podStop(stopping(stopAfter))).toEqual(end);
  });

  it('comes at once without grace', () => {
    expect(podStop(stopping('3s', 0))).toEqual({ afterMs: 0, exitCode: 137 });
  });

  it('counts what has passed when the grace period is shortened', () => {
    expect(podStop(stopping('10s', 5), 6000)).toEqual({ afterMs: 4000, exitCode: 0 });
    expect(podStop(stopping('10s', 5), 2000)).toEqual({ afterMs: 5000, exitCode: 137 });
    expect(podStop(stopping('10s', 5), 11_000)).toEqual({ afterMs: 0, exitCode: 0 });
  });

  it('has the grace period of the deletion, else of the pod, else of Kubernetes', () => {
    const pod = aPod({ commands: [['nginx']] });
    expect(graceSeconds(pod)).toBe(30);
    const own = { ...pod, spec: { ...pod.spec, terminationGracePeriodSeconds: 7 } };
    expect(graceSeconds(own)).toBe(7);
    expect(graceSeconds({ ...own, metadata: { ...pod.metadata, deletionGracePeriodSeconds: 2 } })).toBe(2);
  });
});
