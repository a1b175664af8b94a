import type { Offering } from '../../../src/domain/offering.ts';
import type { Instance, InstanceRequest } from '../../../src/providers/provider.ts';
import type { Machine, MachineOrder, MachineType } from './memory-cloud.ts';
import { vendor } from './vendor.ts';

/** The marks of everything that a cluster owns; with a claim UID of what was rented for it. */
export function ownerMarks(clusterId: string, claimUid?: string): Readonly<Record<string, string>> {
  return { cluster: clusterId, ...(claimUid === undefined ? {} : { claim: claimUid }) };
}

/** What is ordered for a claim (C1). */
export function orderOf(clusterId: string, request: InstanceRequest): MachineOrder {
  const { claimName: name, instanceType: type, zone: place, userData, claimUid } = request;
  return { name, type, place, userData, marks: ownerMarks(clusterId, claimUid) };
}

/** A machine in words that all clouds share. */
export function instanceOf({ id, order, createdAt }: Machine): Instance {
  const { name, type, place, marks } = order;
  return {
    id: `reference/${place}/${id}`,
    providerID: `reference://${id}`,
    name,
    provider: vendor,
    region: place,
    zone: place,
    instanceType: type,
    state: 'running',
    claimUid: marks['claim'] ?? '',
    createdAt,
  };
}

/** A type at its full price (O1). What is sold out is offered as such (O2), what is no longer sold (O6) or lacks a price (O5) is not. */
export function offeringsOf({ type, place, price, addressPrice, sale }: MachineType): readonly Offering[] {
  if (sale === 'ended' || price === undefined) return [];
  const size = { architecture: 'amd64', vcpu: 2, memoryBytes: 4 * 2 ** 30, diskBytes: 40_000_000_000 } as const;
  const where = { provider: vendor, region: place, zone: place, isEu: true } as const;
  const available = sale === 'open';
  return [{ ...where, ...size, instanceType: type, priceEurPerHour: price + addressPrice, available }];
}
