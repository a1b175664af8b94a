import { describe, expect, it } from 'vitest';
import { offeringsOf } from './catalogue.ts';

const type = { ncpus: 3, ram: 4 * 1024 ** 3, arch: 'x86_64', hourlyPrice: 0.020196, endOfService: false };

describe('offeringsOf', () => {
  it('adds disk and address to the bare price', () => {
    const zone = { zone: 'fr-par-1', types: { 'DEV1-M': type }, stock: { 'DEV1-M': 'scarce' } };
    expect(offeringsOf(zone)).toEqual([
      {
        provider: 'scaleway',
        region: 'fr-par',
        zone: 'fr-par-1',
        instanceType: 'DEV1-M',
        architecture: 'amd64',
        vcpu: 3,
        memoryBytes: 4 * 1024 ** 3,
        diskBytes: 20_000_000_000,
        priceEurPerHour: 0.026556,
        isEu: true,
        available: true,
      },
    ]);
  });

  it.each([
    ['without a price', 'A', { ...type, hourlyPrice: undefined }],
    ['at a price of nothing', 'A', { ...type, hourlyPrice: 0 }],
    ['at the end of its service', 'A', { ...type, endOfService: true }],
    ['with an unknown processor', 'A', { ...type, arch: 'arm' }],
    ['with Windows', 'POP2-2C-8G-WIN', type],
  ])('does not offer a type %s', (_why, name, found) => {
    expect(offeringsOf({ zone: 'fr-par-1', types: { [name]: found }, stock: {} })).toEqual([]);
  });

  it('offers what is out of stock, and says so', () => {
    expect(offeringsOf({ zone: 'fr-par-1', types: { A: type }, stock: { A: 'shortage' } })).toMatchObject([
      { available: false },
    ]);
  });
});
