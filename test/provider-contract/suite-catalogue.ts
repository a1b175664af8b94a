import { expect, it } from 'vitest';
import type { ProviderTraits, ProviderWorld } from './world.ts';

const never = new AbortController().signal;

/** What can be bought. */
export function defineOfferingTests(traits: ProviderTraits, w: () => ProviderWorld): void {
  it('O1 offers types with their full price', async () => {
    const { instanceType, zone } = w().request();
    const offerings = await w().provider().offerings(never);
    const offering = offerings.find((found) => found.instanceType === instanceType && found.zone === zone);
    expect(offering).toMatchObject({ available: true, isEu: true, architecture: 'amd64' });
    expect(offering?.priceEurPerHour).toBe(traits.fullPrice);
  });

  it('O2 demotes what is sold out and offers it all the same', async () => {
    const { instanceType, zone } = w().request();
    await w().sellOut(instanceType);
    const offerings = await w().provider().offerings(never);
    expect(offerings.find((found) => found.instanceType === instanceType && found.zone === zone)?.available).toBe(
      false,
    );
  });

  it('O3 reads the catalogue once for callers at the same time and later', async () => {
    await Promise.all([w().provider().offerings(never), w().provider().offerings(never)]);
    const requests = await w().received();
    await w().provider().offerings(never);
    expect(await w().received()).toBe(requests);
    expect(requests).toBeLessThanOrEqual(4);
  });

  it('O4 gives out an old catalogue rather than none', async () => {
    const provider = w().provider({ catalogueMs: 0 });
    const offerings = await provider.offerings(never);
    await w().arm({ operation: '*', effect: { kind: 'error-before', status: 503 } });
    expect(await provider.offerings(never)).toEqual(offerings);
  });

  it.each([
    ['O5', 'lacks a part of its price', (world: ProviderWorld, type: string) => world.hidePrice(type)],
    ['O6', 'is no longer sold', (world: ProviderWorld, type: string) => world.endSale(type)],
  ] as const)('%s does not offer a type that %s, but the others', async (_row, _what, change) => {
    const { instanceType } = w().request();
    await change(w(), instanceType);
    const types = new Set((await w().provider().offerings(never)).map((offering) => offering.instanceType));
    expect(types.has(instanceType)).toBe(false);
    expect(types.size).toBeGreaterThan(0);
  });
}
