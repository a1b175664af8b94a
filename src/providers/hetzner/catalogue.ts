import type { Architecture, Offering } from '../../domain/offering.ts';
import { isEuCountry } from '../eu-countries.ts';
import type { CallContext, HetznerClient } from './client.ts';
import { collectPages } from './paging.ts';
import { locationsPage, pricingAnswer, serverTypesPage } from './schema.ts';
import type { HetznerPricing, HetznerServerType } from './schema.ts';

/** The three lists an offering is made of. */
export interface HetznerCatalogue {
  readonly types: readonly HetznerServerType[];
  readonly locations: readonly { readonly name: string; readonly country: string }[];
  readonly pricing: HetznerPricing;
}

/** Reads the catalogue; three requests, and one more for each further page of types. */
export async function readCatalogue(client: HetznerClient, context: CallContext): Promise<HetznerCatalogue> {
  const [types, locations, pricing] = await Promise.all([
    collectPages(async (query) => {
      const page = await client.call({ method: 'GET', path: '/server_types', query, answer: serverTypesPage }, context);
      return { items: page.server_types, meta: page.meta };
    }),
    collectPages(async (query) => {
      const page = await client.call({ method: 'GET', path: '/locations', query, answer: locationsPage }, context);
      return { items: page.locations, meta: page.meta };
    }),
    client.call({ method: 'GET', path: '/pricing', answer: pricingAnswer }, context),
  ]);
  return { types, locations, pricing: pricing.pricing };
}

/** What can be bought, at both prices. */
export interface HetznerOfferings {
  readonly withIPv4: readonly Offering[];
  readonly withoutIPv4: readonly Offering[];
}

/**
 * Everything that can be bought, at the net price of server and IPv4 address; the disk is part of the server. A type without a
 * price at a location, a location without a price for IPv4, a price in another currency and a retired type are not offered.
 */
export function offeringsOf(catalogue: HetznerCatalogue, nowMs: number): HetznerOfferings {
  const offerings = (withIPv4: boolean) => offeringsAt(catalogue, { nowMs, withIPv4 });
  return { withIPv4: offerings(true), withoutIPv4: offerings(false) };
}

function offeringsAt(catalogue: HetznerCatalogue, how: Pick<Place, 'nowMs' | 'withIPv4'>): readonly Offering[] {
  if (catalogue.pricing.currency !== 'EUR') return [];
  return catalogue.types.flatMap((type) => {
    const architecture = architectureNamed(type.architecture);
    if (architecture === undefined) return [];
    return catalogue.locations.flatMap((location) => offeringAt(catalogue, { type, architecture, location, ...how }));
  });
}

/** Hetzner says x86 and arm where Kubernetes says amd64 and arm64. */
function architectureNamed(name: string): Architecture | undefined {
  const names: Readonly<Record<string, Architecture>> = { x86: 'amd64', arm: 'arm64' };
  return names[name];
}

interface Place {
  readonly type: HetznerServerType;
  readonly architecture: Architecture;
  readonly location: { readonly name: string; readonly country: string };
  readonly nowMs: number;
  /** Whether the price of an IPv4 address is part of the price. */
  readonly withIPv4: boolean;
}

function offeringAt(
  { pricing }: HetznerCatalogue,
  { type, architecture, location, nowMs, withIPv4 }: Place,
): Offering[] {
  const server = hourlyNet(type.prices, location.name);
  const addresses = pricing.primary_ips.find((ip) => ip.type === 'ipv4')?.prices ?? [];
  const address = withIPv4 ? hourlyNet(addresses, location.name) : 0;
  const stock = stockAt(type, location.name, nowMs);
  if (server === undefined || address === undefined || stock === 'retired') return [];
  return [
    {
      provider: 'hetzner',
      region: location.name,
      zone: location.name,
      instanceType: type.name,
      architecture,
      vcpu: type.cores,
      memoryBytes: Math.floor(type.memory * 2 ** 30),
      diskBytes: type.disk * 1_000_000_000,
      // Sums of prices with four to ten decimals; more digits are noise of binary fractions.
      priceEurPerHour: Number((server + address).toFixed(8)),
      isEu: isEuCountry(location.country),
      available: stock === 'available',
    },
  ];
}

function hourlyNet(
  prices: readonly { readonly location: string; readonly price_hourly?: { readonly net: string } | null | undefined }[],
  location: string,
): number | undefined {
  const net = prices.find((price) => price.location === location)?.price_hourly?.net;
  const value = net === undefined || net.trim() === '' ? Number.NaN : Number(net);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

function stockAt(type: HetznerServerType, location: string, nowMs: number): 'available' | 'soldOut' | 'retired' {
  const listed = type.locations?.find((place) => place.name === location);
  if (type.locations && listed === undefined) return 'retired';
  const available = listed?.available ?? true;
  const end = listed?.deprecation?.unavailable_after ?? type.deprecation?.unavailable_after;
  if (end !== undefined && (!available || Date.parse(end) <= nowMs)) return 'retired';
  return available ? 'available' : 'soldOut';
}
