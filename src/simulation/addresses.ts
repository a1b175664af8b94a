/** Hands out network addresses; no address is given twice by one source. */
export interface AddressSource {
  /** Private address of a machine, from 100.64.0.0/10 (RFC 6598, shared address space). */
  nextPrivate(): string;
  /** Public IPv4 address, from 198.18.0.0/15 (RFC 2544, benchmarking: never routed). */
  nextPublic(): string;
  /** Public IPv6 network of 64 bits, from 2001:db8::/32 (RFC 3849, documentation). */
  nextPublicV6(): string;
}

/** A source that counts upwards. */
export function createAddressSource(): AddressSource {
  let privates = 0;
  let publics = 0;
  let publicsV6 = 0;
  return {
    nextPrivate: () => dotted((100 << 24) + (64 << 16) + usable((privates += 1))),
    nextPublic: () => dotted((198 << 24) + (18 << 16) + usable((publics += 1))),
    nextPublicV6: () => `2001:db8:${((publicsV6 += 1) >>> 16).toString(16)}:${(publicsV6 & 0xffff).toString(16)}::/64`,
  };
}

/** Skips last octets 0 and 255, which old network stacks refuse for hosts. */
function usable(index: number): number {
  const zeroBased = index - 1;
  return Math.floor(zeroBased / 254) * 256 + (zeroBased % 254) + 1;
}

function dotted(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff).join('.');
}
