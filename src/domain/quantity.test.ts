import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, cpuMillis, formatBytes, formatCpu, formatQuantity, parseQuantity, QuantityError } from './quantity.ts';

describe('parseQuantity', () => {
  it.each([
    ['0', 0n],
    ['0.5', 500_000_000n],
    ['.5', 500_000_000n],
    ['5.', 5_000_000_000n],
    ['100m', 100_000_000n],
    ['1e3', 1_000_000_000_000n],
    ['1E3', 1_000_000_000_000n],
    ['1e-3', 1_000_000n],
    ['12E', 12n * 10n ** 27n],
    ['1Ei', (1n << 60n) * 10n ** 9n],
    ['1.5Gi', 3n * (1n << 29n) * 10n ** 9n],
    ['1n', 1n],
    ['0.1n', 1n],
    ['-2k', -2_000n * 10n ** 9n],
    ['+3', 3n * 10n ** 9n],
  ])('reads %s', (text, nanos) => {
    expect(parseQuantity(text)).toBe(nanos);
  });

  it.each(['', ' ', '1 Gi', 'abc', '1gi', '1K', '--1', '1.2.3', '1e', '.', 'Ki', '1e9999', '0x10', '9'.repeat(65)])(
    'refuses %j and names it',
    (text) => {
      expect(() => parseQuantity(text)).toThrow(QuantityError);
      expect(() => parseQuantity(text)).toThrow(JSON.stringify(text));
    },
  );

  it('reads back every quantity that is written', () => {
    const quantity = fc.bigInt(-(10n ** 30n), 10n ** 30n);
    fc.assert(
      fc.property(quantity, fc.constantFrom('decimal' as const, 'binary' as const), (nanos, base) => {
        expect(parseQuantity(formatQuantity(nanos, base))).toBe(nanos);
      }),
    );
  });

  it('never throws anything but QuantityError', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseQuantity(text);
        } catch (error) {
          expect(error).toBeInstanceOf(QuantityError);
        }
      }),
    );
  });
});

describe('cpuMillis and bytes', () => {
  it('round up as the scheduler does', () => {
    expect(cpuMillis('1.5')).toBe(1500);
    expect(cpuMillis('100u')).toBe(1);
    expect(bytes('1.5Gi')).toBe(1_610_612_736);
    expect(bytes('100m')).toBe(1);
    expect(bytes('128974848')).toBe(128_974_848);
  });

  it('are written back in the shortest exact form', () => {
    expect(formatCpu(1500)).toBe('1500m');
    expect(formatCpu(2000)).toBe('2');
    expect(formatBytes(2 * 1024 ** 3)).toBe('2Gi');
    expect(formatBytes(1_610_612_736)).toBe('1536Mi');
    expect(formatBytes(1_000_000_001)).toBe('1000000001');
    expect(formatBytes(0)).toBe('0');
  });
});
