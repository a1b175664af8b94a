import { providerNames, type Offering } from '../domain/offering.ts';
import { ramGbOf } from './ranking.ts';

/** Clouds that sell something now. Both are European in CloudBroker's three types of provider. */
export function providersOf(offerings: readonly Offering[]): readonly object[] {
  const selling = providerNames.filter((name) => offerings.some((offering) => offering.provider === name));
  return selling.map((slug) => ({ slug, type: 'EU' }));
}

/** Places in which something is sold; zones are told apart, since prices and stock differ. */
export function regionsOf(offerings: readonly Offering[]): readonly object[] {
  return distinct(offerings, ({ provider, zone }) => `${provider}/${zone}`).map(({ provider, region, zone, isEu }) => ({
    provider_slug: provider,
    slug: zone,
    region,
    is_eu: isEu,
  }));
}

/** Instance types, each once, wherever they are sold. */
export function instanceTypesOf(offerings: readonly Offering[]): readonly object[] {
  return distinct(offerings, ({ provider, instanceType }) => `${provider}/${instanceType}`).map((offering) => ({
    provider_slug: offering.provider,
    name: offering.instanceType,
    arch: offering.architecture === 'amd64' ? 'x86_64' : offering.architecture,
    vcpu: offering.vcpu,
    ram_gb: ramGbOf(offering),
  }));
}

/** Full prices, and whether the vendor has any left. */
export function pricesOf(offerings: readonly Offering[]): readonly object[] {
  return offerings.map((offering) => ({
    provider_slug: offering.provider,
    region_slug: offering.zone,
    instance_type_name: offering.instanceType,
    price_eur_per_hour: offering.priceEurPerHour,
    available: offering.available,
  }));
}

function distinct(offerings: readonly Offering[], key: (offering: Offering) => string): readonly Offering[] {
  const byKey = new Map(offerings.map((offering) => [key(offering), offering]));
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, offering]) => offering);
}
