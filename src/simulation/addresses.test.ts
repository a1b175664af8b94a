import { isIPv4, isIPv6 } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createAddressSource } from './addresses.ts';

describe('addresses', () => {
  it('are valid, unique and in their ranges, far beyond one octet', () => {
    const source = createAddressSource();
    const many = Array.from({ length: 70_000 }, () => source.nextPrivate());
    expect(new Set(many).size).toBe(70_000);
    expect(many.every((address) => isIPv4(address) && /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(address))).toBe(
      true,
    );
    expect(many.some((address) => /\.(0|255)$/.test(address))).toBe(false);
    expect([source.nextPublic(), source.nextPublic()]).toEqual(['198.18.0.1', '198.18.0.2']);
    expect(isIPv6(source.nextPublicV6().replace('/64', ''))).toBe(true);
  });
});
