import type { ApiResponse } from '../../http/exchange.ts';
import { unprocessable } from './errors.ts';
import type { Ipv4Range } from './ipv4-range.ts';
import { formatIpv4, overlaps, parseIpv4Range } from './ipv4-range.ts';
import type { HetznerServer, Network } from './state.ts';

/** The first free /24 of a network; undefined when there is none. */
export function freeSubnetRange(network: Network): string | undefined {
  const whole = parseIpv4Range(network.ipRange);
  if (whole === undefined) return undefined;
  const taken = network.subnets.flatMap((subnet) => parseIpv4Range(subnet.ipRange) ?? []);
  for (let first = whole.first; first + 255 <= whole.last; first += 256) {
    const range = { first, last: first + 255 };
    if (!taken.some((other) => overlaps(range, other))) return `${formatIpv4(first)}/24`;
  }
  return undefined;
}

/** The network's gateway: the first address of its range (API reference, "Networks"). */
export function gatewayOf(network: Network): string {
  return formatIpv4((parseIpv4Range(network.ipRange)?.first ?? 0) + 1);
}

/**
 * Gives a server an address in a network: the wanted one, or the lowest free one of a subnet in the server's network zone.
 * Answers the refusal when there is none (API reference, "Attach a Server to a Network").
 */
export function attachServer(network: Network, server: HetznerServer, wanted?: string): ApiResponse | undefined {
  if (network.addresses.has(server.id))
    return unprocessable('server_already_attached', 'server is already attached to this network');
  const taken = new Set([...network.addresses.values(), gatewayOf(network)]);
  const subnets = network.subnets.filter((subnet) => subnet.networkZone === server.location.networkZone);
  const free = subnets.flatMap((subnet) => lowestFree(parseIpv4Range(subnet.ipRange), taken) ?? [])[0];
  if (free === undefined) return unprocessable('no_subnet_available', 'no subnet or IP is available');
  if (wanted !== undefined && taken.has(wanted)) return unprocessable('ip_not_available', 'IP is not available');
  network.addresses.set(server.id, wanted ?? free);
  return undefined;
}

function lowestFree(range: Ipv4Range | undefined, taken: ReadonlySet<string>): string | undefined {
  if (range === undefined) return undefined;
  for (let address = range.first + 1; address < range.last; address += 1) {
    const text = formatIpv4(address);
    if (!taken.has(text)) return text;
  }
  return undefined;
}
