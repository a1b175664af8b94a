import type { Offering } from './offering.ts';

const mebibyte = 1024 * 1024;

/** What a machine keeps back from its pods. The kubelet is given these very numbers, so that model and machine agree. */
export interface ReservedResources {
  /** Thousandths of a CPU for the system and the kubelet together. */
  readonly cpuMillis: number;
  /** For the system and the kubelet together, whole MiB. */
  readonly memoryBytes: number;
  /** Free memory below which the kubelet evicts pods; it counts as reserved, too. */
  readonly evictionMemoryBytes: number;
}

/** What pods may request of a machine in sum. */
export interface Allocatable {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  readonly pods: number;
  readonly ephemeralStorageBytes: number;
}

/** The kubelet's default `maxPods`, which the bootstrap leaves alone. */
export const podsPerMachine = 110;

/** Percentage of the root filesystem below which the kubelet evicts; its own default for `nodefs.available`. */
export const evictionDiskPercent = 10;

/**
 * What to reserve. CPU as on GKE: 6 % of the first core, 1 % of the second, 0.5 % of the next two, 0.25 % of the others
 * (https://cloud.google.com/kubernetes-engine/docs/concepts/plan-node-sizes). Memory: 200 MiB and 1 % of the whole; an idle
 * machine with systemd, containerd, kubelet and tailscaled was seen to use under 200 MiB, and the formulas of GKE and EKS
 * would take a quarter of a small machine. Eviction at 100 MiB is the kubelet's default.
 */
export function reservedResources(machine: Pick<Offering, 'vcpu' | 'memoryBytes'>): ReservedResources {
  const cores = (from: number, to: number): number => Math.max(0, Math.min(machine.vcpu, to) - from);
  const cpuMillis = 60 * cores(0, 1) + 10 * cores(1, 2) + 5 * cores(2, 4) + 2.5 * cores(4, Infinity);
  const memoryMebibytes = 200 + Math.ceil((machine.memoryBytes * 0.01) / mebibyte);
  return {
    cpuMillis: Math.ceil(cpuMillis),
    memoryBytes: memoryMebibytes * mebibyte,
    evictionMemoryBytes: 100 * mebibyte,
  };
}

/**
 * The memory that a rented machine's kernel reports, of what the catalogue promises: firmware, kernel and hypervisor take
 * some. Karpenter assumes 7.5 % (`vmMemoryOverheadPercent`), machines at Hetzner were reported at about 7 %. Rather too
 * little than too much: a pod planned onto memory that is not there would buy machine after machine.
 */
export function usableMemory(memoryBytes: number): number {
  return Math.floor((memoryBytes * 0.93) / mebibyte) * mebibyte;
}

/** The size of the root filesystem on a disk: partitions and the filesystem's own tables take about 7 %. */
export function usableDisk(diskBytes: number): number {
  return Math.floor((diskBytes * 0.93) / mebibyte) * mebibyte;
}

/** What the kubelet of a machine of this kind will report as allocatable. Never below zero. */
export function allocatableOf(offering: Pick<Offering, 'vcpu' | 'memoryBytes' | 'diskBytes'>): Allocatable {
  const reserved = reservedResources(offering);
  const memoryBytes = usableMemory(offering.memoryBytes) - reserved.memoryBytes - reserved.evictionMemoryBytes;
  return {
    cpuMillis: Math.max(0, offering.vcpu * 1000 - reserved.cpuMillis),
    memoryBytes: Math.max(0, memoryBytes),
    pods: podsPerMachine,
    ephemeralStorageBytes: Math.floor((usableDisk(offering.diskBytes) * (100 - evictionDiskPercent)) / 100),
  };
}
