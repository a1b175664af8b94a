import { createHash } from 'node:crypto';
import { podsPerMachine, usableDisk, usableMemory } from '../../../domain/reserved-resources.ts';
import { bytes, cpuMillis, formatBytes, formatCpu } from '../../../domain/quantity.ts';
import type { Condition, NodeStatus, ResourceList } from '../../../kube/types.ts';
import type { MachineSpec } from '../driver.ts';
import type { JoinPlan } from './user-data-reader.ts';

/** What the kubelet of a machine says about it. */
export interface NodeFacts {
  readonly spec: Pick<MachineSpec, 'id' | 'address' | 'hardware'>;
  readonly plan: JoinPlan;
  /** New at each boot. */
  readonly bootId: string;
}

/** The Node as the kubelet registers it: labels, taints and provider id from its arguments, status included. `now` is RFC 3339. */
export function nodeRegistration(facts: NodeFacts, now: string): object {
  const { plan, spec } = facts;
  const providerID = plan.kubeletArgs.get('provider-id');
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: plan.nodeName,
      labels: {
        'kubernetes.io/hostname': plan.nodeName,
        'kubernetes.io/arch': spec.hardware.architecture,
        'kubernetes.io/os': 'linux',
        'beta.kubernetes.io/arch': spec.hardware.architecture,
        'beta.kubernetes.io/os': 'linux',
        ...labelsOf(plan.kubeletArgs.get('node-labels')),
      },
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: { taints: plan.taints, ...(providerID !== undefined && { providerID }) },
    status: nodeStatus(facts, now),
  };
}

/** The status as the kubelet reports it. `now` is RFC 3339. */
export function nodeStatus(facts: NodeFacts, now: string): NodeStatus {
  const { plan, spec, bootId } = facts;
  const identity = createHash('sha256').update(spec.id).digest('hex').slice(0, 32);
  const capacity = capacityOf(spec.hardware);
  return {
    addresses: [
      { type: 'InternalIP', address: plan.kubeletArgs.get('node-ip') ?? spec.address },
      { type: 'Hostname', address: plan.nodeName },
    ],
    capacity,
    allocatable: allocatableOf(capacity, plan),
    conditions: conditions(now),
    nodeInfo: {
      architecture: spec.hardware.architecture,
      bootID: bootId,
      containerRuntimeVersion: 'hollow://1.0.0',
      kernelVersion: '6.8.0-hollow',
      kubeletVersion: `v${plan.kubernetesVersion}`,
      machineID: identity,
      operatingSystem: 'linux',
      osImage: 'Hollow machine (simulated)',
      systemUUID: identity,
    },
  };
}

function conditions(now: string): readonly Condition[] {
  const entry = (type: string, isTrue: boolean, reason: string): Condition => ({
    type,
    status: isTrue ? 'True' : 'False',
    reason,
    message: `kubelet reports ${reason}`,
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  });
  return [
    entry('MemoryPressure', false, 'KubeletHasSufficientMemory'),
    entry('DiskPressure', false, 'KubeletHasNoDiskPressure'),
    entry('PIDPressure', false, 'KubeletHasSufficientPID'),
    entry('Ready', true, 'KubeletReady'),
  ];
}

function capacityOf(hardware: MachineSpec['hardware']): ResourceList {
  return {
    cpu: String(hardware.cpus),
    memory: formatBytes(usableMemory(hardware.memoryBytes)),
    'ephemeral-storage': formatBytes(usableDisk(hardware.diskBytes)),
    pods: String(podsPerMachine),
  };
}

/** Capacity without both reservations and the hard eviction thresholds (kubernetes.io/docs/tasks/administer-cluster/reserve-compute-resources). */
function allocatableOf(capacity: ResourceList, plan: JoinPlan): ResourceList {
  const reserved = (name: string): readonly string[] => [
    plan.kubeReserved[name] ?? '0',
    plan.systemReserved[name] ?? '0',
  ];
  const bytesLeft = (name: string, signal: string): string => {
    const total = bytes(capacity[name] ?? '0');
    const kept = reserved(name).reduce((sum, quantity) => sum + bytes(quantity), 0);
    return formatBytes(Math.max(0, total - kept - thresholdBytes(plan.evictionHard[signal], total)));
  };
  const keptMillis = reserved('cpu').reduce((sum, quantity) => sum + cpuMillis(quantity), 0);
  return {
    cpu: formatCpu(Math.max(0, cpuMillis(capacity['cpu'] ?? '0') - keptMillis)),
    memory: bytesLeft('memory', 'memory.available'),
    'ephemeral-storage': bytesLeft('ephemeral-storage', 'nodefs.available'),
    pods: capacity['pods'] ?? '0',
  };
}

function thresholdBytes(threshold: string | undefined, total: number): number {
  if (threshold === undefined) return 0;
  return threshold.endsWith('%') ? Math.ceil((total * Number(threshold.slice(0, -1))) / 100) : bytes(threshold);
}

function labelsOf(argument: string | undefined): Record<string, string> {
  const pairs = (argument ?? '').split(',').filter((pair) => pair !== '');
  return Object.fromEntries(pairs.map((pair) => [pair.split('=', 1)[0] ?? '', pair.slice(pair.indexOf('=') + 1)]));
}
