/** A range of IPv4 addresses. */
export interface Ipv4Range {
  readonly first: number;
  readonly last: number;
}

/** Reads `10.0.0.0/16`; undefined when it is none or has bits set behind the prefix. */
export function parseIpv4Range(text: string): Ipv4Range | undefined {
  const [, address = '', bits = ''] = /^((?:\d{1,3}\.){3}\d{1,3})\/(\d{1,2})$/.exec(text) ?? [];
  const octets = address.split('.').map(Number);
  if (octets.length !== 4 || octets.some((octet) => octet > 255) || Number(bits) > 32) return undefined;
  const first = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** (32 - Number(bits));
  return first % size === 0 ? { first, last: first + size - 1 } : undefined;
}

/** Whether one range lies within the other. */
export function isWithin(inner: Ipv4Range, outer: Ipv4Range): boolean {
  return inner.first >= outer.first && inner.last <= outer.last;
}

/** Whether two ranges share an address. */
export function overlaps(one: Ipv4Range, other: Ipv4Range): boolean {
  return one.first <= other.last && other.first <= one.last;
}

/** An address in dotted form. */
export function formatIpv4(address: number): string {
  return [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(address / unit) % 256).join('.');
}

const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

/** Whether a range is private (RFC 1918). */
export function isPrivate(range: Ipv4Range): boolean {
  return privateRanges.some((text) => {
    const outer = parseIpv4Range(text);
    return outer !== undefined && isWithin(range, outer);
  });
}
