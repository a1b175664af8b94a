import { describe, expect, it } from 'vitest';
import type { Container } from '../kube/types.ts';
import { podRequests } from './pod-requests.ts';

const container = (cpu: string, more: Partial<Container> = {}): Container => ({
  name: 'c',
  resources: { requests: { cpu } },
  ...more,
});
const sidecar = (cpu: string): Container => container(cpu, { restartPolicy: 'Always' });

describe('podRequests', () => {
  it('sums the containers and counts the pod itself', () => {
    expect(podRequests({ containers: [container('1500m'), container('500m')] })).toEqual({ cpu: 2000, pods: 1 });
  });

  it('takes the largest init container when it needs more than what runs later', () => {
    expect(podRequests({ containers: [container('1')], initContainers: [container('3'), container('2')] })).toEqual({
      cpu: 3000,
      pods: 1,
    });
  });

  it('adds sidecars to what runs later and to the init containers after them only', () => {
    const initContainers = [container('4'), sidecar('1'), container('3500m'), sidecar('2')];
    expect(podRequests({ containers: [container('1')], initContainers })).toEqual({ cpu: 4500, pods: 1 });
    expect(podRequests({ containers: [container('2')], initContainers })).toEqual({ cpu: 5000, pods: 1 });
  });

  it('lets pod-level requests replace those of the containers, and adds the overhead to them', () => {
    const resources = { requests: { cpu: '5', 'ephemeral-storage': '1Gi' } };
    expect(
      podRequests({ containers: [container('1')], resources, overhead: { cpu: '250m', memory: '120Mi' } }),
    ).toEqual({
      cpu: 5250,
      memory: 120 * 1024 ** 2,
      pods: 1,
    });
  });

  it('takes a limit for the request where only the limit is given', () => {
    const resources = { requests: { cpu: '1' }, limits: { cpu: '2', memory: '1Gi', 'nvidia.com/gpu': '1' } };
    expect(podRequests({ containers: [{ name: 'c', resources }] })).toEqual({
      cpu: 1000,
      memory: 1024 ** 3,
      'nvidia.com/gpu': 1,
      pods: 1,
    });
  });
});
