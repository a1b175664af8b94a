import { describe, expect, it } from 'vitest';
import { bundledOfferings } from './bundled-catalogue.ts';

const gibibyte = 1024 ** 3;

/**
 * Cores and bytes of memory that Scaleway's API gave for these types: `ncpus` and `ram` of `/products/servers` in
 * internal/services/instance/testdata/action-server-action-uncorrect-verb of terraform-provider-scaleway (24 October 2025).
 */
const recorded = {
  'PLAY2-NANO': [2, 4_294_967_296],
  'PLAY2-MICRO': [4, 8_589_934_592],
  'PRO2-XXS': [2, 8_589_934_592],
  'PRO2-XS': [4, 17_179_869_184],
} as const;

describe('bundled catalogue', () => {
  it.each(Object.entries(recorded))(
    'has the cores and the memory of %s that the vendor gives',
    (name, [vcpu, bytes]) => {
      expect(bundledOfferings().filter(({ instanceType }) => instanceType === name)).toMatchObject([
        { vcpu, memoryBytes: bytes },
      ]);
    },
  );

  it('has each offering once, with whole GiB of memory', () => {
    const names = bundledOfferings().map(({ zone, instanceType }) => `${zone}/${instanceType}`);
    expect(new Set(names).size).toBe(names.length);
    for (const { memoryBytes } of bundledOfferings()) expect(memoryBytes % gibibyte).toBe(0);
  });
});
