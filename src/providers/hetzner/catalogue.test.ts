import { describe, expect, it } from 'vitest';
import { offeringsOf } from './catalogue.ts';
import type { HetznerCatalogue } from './catalogue.ts';
import { serverTypeSchema } from './schema.ts';

const now = Date.parse('2026-11-01T00:00:00Z');

function catalogue(type: object = {}, pricing: object = {}): HetznerCatalogue {
  const prices = [{ location: 'fsn1', price_hourly: { net: '0.0088000000', gross: '0.0104720000' } }];
  const locations = [{ name: 'fsn1', available: true, recommended: true, deprecation: null }];
  const whole = {
    name: 'cx23',
    cores: 2,
    memory: 4,
    disk: 40,
    architecture: 'x86',
    deprecation: null,
    prices,
    locations,
    ...type,
  };
  const addresses = [{ type: 'ipv4', prices: [{ location: 'fsn1', price_hourly: { net: '0.0008000000' } }] }];
  return {
    types: [serverTypeSchema.parse(whole)],
    locations: [
      { name: 'fsn1', country: 'DE' },
      { name: 'ash', country: 'US' },
    ],
    pricing: { currency: 'EUR', primary_ips: addresses, ...pricing },
  };
}

describe('offeringsOf', () => {
  it('adds the price of the IPv4 address to that of the server, net', () => {
    expect(offeringsOf(catalogue(), now).withIPv4).toEqual([
      {
        provider: 'hetzner',
        region: 'fsn1',
        zone: 'fsn1',
        instanceType: 'cx23',
        architecture: 'amd64',
        vcpu: 2,
        memoryBytes: 4 * 1024 ** 3,
        diskBytes: 40_000_000_000,
        priceEurPerHour: 0.0096,
        isEu: true,
        available: true,
      },
    ]);
  });

  it.each([
    ['the server has no price there', { prices: [] }, {}],
    ['its price is no number', { prices: [{ location: 'fsn1', price_hourly: { net: '' } }] }, {}],
    ['the address has no price there', {}, { primary_ips: [] }],
    ['prices are in another currency', {}, { currency: 'USD' }],
    ['the processor is unknown', { architecture: 'riscv' }, {}],
    ['the type is not listed there', { locations: [] }, {}],
    ['it is retired', { deprecation: { unavailable_after: '2026-10-01T00:00:00Z' } }, {}],
    [
      'it is being retired and out of stock',
      { locations: [{ name: 'fsn1', available: false, deprecation: { unavailable_after: '2027-01-01T00:00:00Z' } }] },
      {},
    ],
  ])('does not offer a type when %s', (_why, type, pricing) => {
    expect(offeringsOf(catalogue(type, pricing), now).withIPv4).toEqual([]);
  });

  it('leaves the address out for servers without IPv4, whether or not it has a price', () => {
    expect(offeringsOf(catalogue({}, { primary_ips: [] }), now).withoutIPv4).toMatchObject([
      { priceEurPerHour: 0.0088 },
    ]);
  });

  it('offers what is out of stock, and says so', () => {
    const type = { locations: [{ name: 'fsn1', available: false }] };
    expect(offeringsOf(catalogue(type), now).withIPv4).toMatchObject([{ available: false }]);
  });

  it('reads arm as arm64, and America as outside of the union', () => {
    const prices = [{ location: 'ash', price_hourly: { net: '0.01' } }];
    const addresses = [{ type: 'ipv4', prices }];
    const type = { architecture: 'arm', prices, locations: null };
    expect(offeringsOf(catalogue(type, { primary_ips: addresses }), now).withIPv4).toMatchObject([
      { architecture: 'arm64', isEu: false },
    ]);
  });
});
