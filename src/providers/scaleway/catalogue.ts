import { z } from 'zod';
import { architectureOf } from '../../domain/architecture.ts';
import type { Offering } from '../../domain/offering.ts';
import { InstanceNotFoundError } from '../errors.ts';
import type { CallContext, ScalewayClient } from './client.ts';
import { collectPages, pageSize } from './paging.ts';
import { regionOf } from './places.ts';
import { blockStorageEurPerGbHour, ipv4EurPerHour, rootVolumeGb } from './prices.ts';

// The SDK turns answers into objects without checking them; a type that lacks what is needed is not offered.
const typeSchema = z.looseObject({
  ncpus: z.number().positive(),
  ram: z.number().positive(),
  arch: z.string(),
  hourlyPrice: z.number().positive(),
  endOfService: z.boolean().optional(),
});

/** Commercial types of a zone as the SDK read them, and their stock: available, scarce or shortage. */
export interface ZoneCatalogue {
  readonly zone: string;
  readonly types: Readonly<Record<string, unknown>>;
  readonly stock: Readonly<Record<string, string>>;
}

/** Reads the catalogue of a zone; a zone that this account does not have is empty. */
export async function readZone(client: ScalewayClient, zone: string, context: CallContext): Promise<ZoneCatalogue> {
  try {
    const [types, stock] = await Promise.all([readTypes(client, zone, context), readStock(client, zone, context)]);
    return { zone, types, stock };
  } catch (error) {
    if (error instanceof InstanceNotFoundError) return { zone, types: {}, stock: {} };
    throw error;
  }
}

/** Everything that can be bought in a zone, with root volume and IPv4 address. Windows and retired types are left out. */
export function offeringsOf({ zone, types, stock }: ZoneCatalogue): readonly Offering[] {
  return Object.entries(types).flatMap(([instanceType, type]) => {
    const read = typeSchema.safeParse(type);
    const architecture = read.success ? architectureOf(read.data.arch) : undefined;
    if (!read.success || architecture === undefined) return [];
    if (read.data.endOfService === true || instanceType.endsWith('-WIN')) return [];
    const place = { provider: 'scaleway', region: regionOf(zone), zone, instanceType, architecture } as const;
    const size = { vcpu: read.data.ncpus, memoryBytes: read.data.ram, diskBytes: rootVolumeGb * 1_000_000_000 };
    const priceEurPerHour = fullPrice(read.data.hourlyPrice);
    // All regions (fr-par, nl-ams, pl-waw, it-mil) are in member states.
    return [{ ...place, ...size, priceEurPerHour, isEu: true, available: stock[instanceType] !== 'shortage' }];
  });
}

/** The bare price with disk and address; more than eight decimals are noise of binary fractions. */
function fullPrice(bare: number): number {
  return Number((bare + rootVolumeGb * blockStorageEurPerGbHour + ipv4EurPerHour).toFixed(8));
}

async function readTypes(client: ScalewayClient, zone: string, context: CallContext): Promise<Record<string, unknown>> {
  const types = await collectPages(async (page) => {
    const request = { zone, page, perPage: pageSize };
    const answer = await client.call(context, ({ instance }) => instance.listServersTypes(request));
    return { items: Object.entries(answer.servers), total: answer.totalCount };
  });
  return Object.fromEntries(types);
}

async function readStock(client: ScalewayClient, zone: string, context: CallContext): Promise<Record<string, string>> {
  const stock = await collectPages(async (page) => {
    const request = { zone, page, perPage: pageSize };
    const answer = await client.call(context, ({ instance }) => instance.getServerTypesAvailability(request));
    return { items: Object.entries(answer.servers), total: answer.totalCount };
  });
  return Object.fromEntries(stock.map(([type, { availability }]) => [type, availability]));
}
