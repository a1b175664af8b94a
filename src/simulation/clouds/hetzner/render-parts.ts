import type { LocationEntry } from './catalogue.ts';
import { vatRate } from './catalogue.ts';

/** Time as the API writes it. */
export function timestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}+00:00`;
}

/** A price pair; amounts are strings with ten and more decimals. */
export function price(netEur: number): { net: string; gross: string } {
  return { net: netEur.toFixed(10), gross: (netEur * (1 + vatRate)).toFixed(16) };
}

/** `location`. */
export function renderLocation(location: LocationEntry): Record<string, unknown> {
  const { networkZone, ...rest } = location;
  return { ...rest, network_zone: networkZone };
}

/** A reverse name below a domain that is reserved for examples. */
export function reverseName(ip: string): string {
  return `static.${ip.split('.').reverse().join('.')}.clients.example`;
}
