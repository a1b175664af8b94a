import type { Zone } from '@scaleway/sdk-client';

/** Zones with Instances: https://www.scaleway.com/en/docs/account/reference-content/products-availability/, read 2026. */
export const zones: readonly Zone[] = [
  'fr-par-1',
  'fr-par-2',
  'fr-par-3',
  'nl-ams-1',
  'nl-ams-2',
  'nl-ams-3',
  'pl-waw-1',
  'pl-waw-2',
  'pl-waw-3',
  'it-mil-1',
];

/** Region of a zone: fr-par of fr-par-1. */
export function regionOf(zone: string): string {
  return zone.replace(/-[0-9]$/u, '');
}

/** Whether the name has the shape of a zone, so that it may stand in a URL. */
export function isZone(name: string): boolean {
  return /^[a-z]{2}-[a-z]{3}-[1-9]$/u.test(name);
}
