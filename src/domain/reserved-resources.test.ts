import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocatableOf, reservedResources, usableMemory } from './reserved-resources.ts';

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;

describe('reserved resources', () => {
  it('follows the CPU formula core by core', () => {
    const cpuOf = (vcpu: number) => reservedResources({ vcpu, memoryBytes: 4 * gibibyte }).cpuMillis;
    expect([1, 2, 3, 4, 8, 16].map(cpuOf)).toEqual([60, 70, 75, 80, 90, 110]);
  });

  it('reserves 200 MiB and one percent of the memory', () => {
    const reserved = reservedResources({ vcpu: 2, memoryBytes: 4 * gibibyte });
    expect(reserved.memoryBytes / mebibyte).toBe(241);
    expect(reserved.evictionMemoryBytes / mebibyte).toBe(100);
  });

  it('expects a kernel to see less memory than was sold', () => {
    expect(usableMemory(4 * gibibyte) / mebibyte).toBe(3809);
  });

  it('leaves at least 1900m and 3.2Gi of a machine with 2 CPUs and 4 GiB', () => {
    const allocatable = allocatableOf({ vcpu: 2, memoryBytes: 4 * gibibyte, diskBytes: 40 * gibibyte });
    expect(allocatable.cpuMillis).toBe(1930);
    expect(allocatable.memoryBytes).toBe(3468 * mebibyte);
    expect(allocatable.memoryBytes).toBeGreaterThan(3.2 * gibibyte);
    expect(allocatable.pods).toBe(110);
  });

  it('never leaves less than nothing, nor more than there is', () => {
    fc.assert(
      fc.property(fc.nat(512), fc.nat(2 ** 40), fc.nat(2 ** 44), (vcpu, memoryBytes, diskBytes) => {
        const left = allocatableOf({ vcpu, memoryBytes, diskBytes });
        expect(left.cpuMillis).toBeGreaterThanOrEqual(0);
        expect(left.memoryBytes).toBeGreaterThanOrEqual(0);
        expect(left.memoryBytes).toBeLessThanOrEqual(memoryBytes);
        expect(left.ephemeralStorageBytes).toBeLessThanOrEqual(diskBytes);
      }),
    );
  });
});
