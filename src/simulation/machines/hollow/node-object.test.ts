import { describe, expect, it } from 'vitest';
import { nodeRegistration, nodeStatus } from './node-object.ts';
import type { NodeFacts } from './node-object.ts';
import type { JoinPlan } from './user-data-reader.ts';

const now = '2026-01-02T03:04:05.000Z';
const gibibyte = 1024 ** 3;

function facts(overrides: Partial<JoinPlan> = {}): NodeFacts {
  const hardware = { cpus: 2, memoryBytes: 4 * gibibyte, diskBytes: 40 * gibibyte, architecture: 'arm64' } as const;
  const plan: JoinPlan = {
    nodeName: 'burst-1',
    server: 'https://x',
    ca: '',
    token: '',
    taints: [],
    kubeletArgs: new Map(),
    kubernetesVersion: '1.34.3',
    kubeReserved: {},
    systemReserved: {},
    evictionHard: {},
    ...overrides,
  };
  return { spec: { id: 'm1', address: '100.64.0.9', hardware }, plan, bootId: 'boot-1' };
}

describe('Node of a hollow machine', () => {
  it('takes labels, address and provider id from the arguments of the kubelet', () => {
    const kubeletArgs = new Map([
      ['node-labels', 'a=b,empty=,node.kubernetes.io/instance-type=cax11'],
      ['provider-id', 'hcloud://1'],
      ['node-ip', '100.64.0.77'],
    ]);
    expect(nodeRegistration(facts({ kubeletArgs }), now)).toMatchObject({
      metadata: {
        name: 'burst-1',
        labels: {
          'kubernetes.io/arch': 'arm64',
          'kubernetes.io/hostname': 'burst-1',
          a: 'b',
          empty: '',
          'node.kubernetes.io/instance-type': 'cax11',
        },
      },
      spec: { providerID: 'hcloud://1', taints: [] },
      status: {
        addresses: [
          { type: 'InternalIP', address: '100.64.0.77' },
          { type: 'Hostname', address: 'burst-1' },
        ],
      },
    });
  });

  it('subtracts both reservations and the eviction thresholds', () => {
    const plan = {
      kubeReserved: { cpu: '70m', memory: '200Mi' },
      systemReserved: { cpu: '30m', memory: '100Mi' },
      evictionHard: { 'memory.available': '100Mi', 'nodefs.available': '10%' },
    };
    const { capacity, allocatable } = nodeStatus(facts(plan), now);
    expect(capacity).toEqual({ cpu: '2', memory: '3809Mi', 'ephemeral-storage': '38092Mi', pods: '110' });
    expect(allocatable).toMatchObject({ cpu: '1900m', memory: '3409Mi', pods: '110' });
    expect(allocatable?.['ephemeral-storage']).toBe(String(Math.floor(38_092 * 1024 ** 2 * 0.9)));
  });

  it('is the same machine at each boot, and another boot each time', () => {
    const [first, second] = [nodeStatus(facts(), now), nodeStatus({ ...facts(), bootId: 'boot-2' }, now)];
    expect(second.nodeInfo?.machineID).toBe(first.nodeInfo?.machineID);
    expect(second.nodeInfo?.bootID).not.toBe(first.nodeInfo?.bootID);
  });
});
