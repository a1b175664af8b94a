import type { CloudContext } from '../cloud.ts';
import type { ImageEntry, LocationEntry, ServerTypeEntry } from './catalogue.ts';
import { hourlyNetEur, primaryIpv4NetEur, serverTypes, vatRate } from './catalogue.ts';
import type { HetznerAccount, HetznerAction, HetznerServer, PrimaryIp, SshKey } from './state.ts';

// Shapes of the API reference as of July 2026: `datacenter` is gone, `location` and per-location stock hints are there.

/** Time as the API writes it. */
export function timestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}+00:00`;
}

/** A price pair; amounts are strings with ten and more decimals. */
export function price(netEur: number): { net: string; gross: string } {
  return { net: netEur.toFixed(10), gross: (netEur * (1 + vatRate)).toFixed(16) };
}

/** `location`. */
export function renderLocation(location: LocationEntry): Record<string, unknown> {
  const { networkZone, ...rest } = location;
  return { ...rest, network_zone: networkZone };
}

/** The prices of a type, one entry for each location. */
export function renderPrices(type: ServerTypeEntry): unknown[] {
  return Object.entries(type.monthlyNetEur).map(([location, monthly]) => ({
    location,
    price_hourly: price(hourlyNetEur(type, location) ?? 0),
    price_monthly: price(monthly),
    included_traffic: 21_990_232_555_520,
    price_per_tb_traffic: price(1),
  }));
}

/** `server_type`. */
export function renderServerType(type: ServerTypeEntry, context: CloudContext): Record<string, unknown> {
  const deprecation =
    type.deprecation === null
      ? null
      : { announced: type.deprecation.announced, unavailable_after: type.deprecation.unavailableAfter };
  return {
    id: type.id,
    name: type.name,
    description: type.name.toUpperCase(),
    category: type.category,
    cores: type.cores,
    memory: type.memoryGb,
    disk: type.diskGb,
    deprecated: deprecation !== null,
    prices: renderPrices(type),
    storage_type: 'local',
    cpu_type: type.cpuType,
    architecture: type.architecture,
    deprecation,
    locations: Object.keys(type.monthlyNetEur).map((name, index) => {
      const available = deprecation === null && (context.stock.left(type.name, name) ?? 1) > 0;
      return { id: index + 1, name, available, recommended: available, deprecation };
    }),
  };
}

/** `image`. */
export function renderImage(image: ImageEntry): Record<string, unknown> {
  return {
    id: image.id,
    type: 'system',
    status: 'available',
    name: image.name,
    description: image.description,
    image_size: null,
    disk_size: 5,
    created: image.created,
    created_from: null,
    bound_to: null,
    os_flavor: image.flavor,
    os_version: image.version,
    rapid_deploy: true,
    protection: { delete: false },
    deprecated: null,
    deleted: null,
    labels: {},
    architecture: image.architecture,
  };
}

/** `action`. */
export function renderAction(action: HetznerAction): Record<string, unknown> {
  return {
    id: action.id,
    command: action.command,
    status: action.status,
    progress: action.status === 'running' ? 0 : 100,
    started: timestamp(action.startedAtMs),
    finished: action.finishedAtMs === undefined ? null : timestamp(action.finishedAtMs),
    resources: action.resources,
    error: action.error,
  };
}

/** `server`. */
export function renderServer(server: HetznerServer, account: HetznerAccount): Record<string, unknown> {
  return {
    id: server.id,
    name: server.name,
    status: server.status,
    created: timestamp(server.createdAtMs),
    public_net: renderPublicNet(server, account),
    private_net: [],
    server_type: renderServerType(server.type, account.context),
    location: renderLocation(server.location),
    image: renderImage(server.image),
    iso: null,
    rescue_enabled: false,
    locked: false,
    backup_window: null,
    outgoing_traffic: 0,
    ingoing_traffic: 0,
    included_traffic: 21_990_232_555_520,
    protection: { delete: false, rebuild: false },
    labels: server.labels,
    volumes: [],
    load_balancers: [],
    primary_disk_size: server.type.diskGb,
    placement_group: null,
  };
}

function renderPublicNet(server: HetznerServer, account: HetznerAccount): Record<string, unknown> {
  const ipv4 = server.ipv4Id === null ? undefined : account.primaryIps.get(server.ipv4Id);
  const ipv6 = server.ipv6Id === null ? undefined : account.primaryIps.get(server.ipv6Id);
  return {
    ipv4: ipv4 === undefined ? null : { id: ipv4.id, ip: ipv4.ip, blocked: false, dns_ptr: reverseName(ipv4.ip) },
    ipv6: ipv6 === undefined ? null : { id: ipv6.id, ip: ipv6.ip, blocked: false, dns_ptr: [] },
    floating_ips: [],
    firewalls: [],
  };
}

/** `primary_ip`. */
export function renderPrimaryIp(ip: PrimaryIp): Record<string, unknown> {
  return {
    id: ip.id,
    name: ip.name,
    labels: ip.labels,
    ip: ip.ip,
    type: ip.type,
    assignee_id: ip.assigneeId,
    assignee_type: 'server',
    auto_delete: ip.autoDelete,
    blocked: false,
    created: timestamp(ip.createdAtMs),
    dns_ptr: ip.type === 'ipv4' ? [{ ip: ip.ip, dns_ptr: reverseName(ip.ip) }] : [],
    protection: { delete: false },
    location: renderLocation(ip.location),
  };
}

/** `ssh_key`. */
export function renderSshKey(key: SshKey): Record<string, unknown> {
  return {
    id: key.id,
    name: key.name,
    fingerprint: key.fingerprint,
    public_key: key.publicKey,
    labels: key.labels,
    created: timestamp(key.createdAtMs),
  };
}

/** `pricing`. */
export function renderPricing(everywhere: readonly LocationEntry[]): Record<string, unknown> {
  const monthly = (eur: number): object => ({ price_monthly: price(eur) });
  const ipv4 = { price_hourly: price(primaryIpv4NetEur.hourly), price_monthly: price(primaryIpv4NetEur.monthly) };
  const ipv6 = { price_hourly: price(0), price_monthly: price(0) };
  const everyLocation = (prices: object): unknown[] => everywhere.map(({ name }) => ({ location: name, ...prices }));
  return {
    currency: 'EUR',
    vat_rate: (vatRate * 100).toFixed(6),
    image: { price_per_gb_month: price(0.0143) },
    floating_ip: monthly(3),
    floating_ips: [
      { type: 'ipv4', prices: everyLocation(monthly(3)) },
      { type: 'ipv6', prices: everyLocation(monthly(1)) },
    ],
    primary_ips: [
      { type: 'ipv4', prices: everyLocation(ipv4) },
      { type: 'ipv6', prices: everyLocation(ipv6) },
    ],
    server_backup: { percentage: '20.0000000000' },
    volume: { price_per_gb_month: price(0.044) },
    load_balancer_types: [],
    server_types: serverTypes.map((type) => ({ id: type.id, name: type.name, prices: renderPrices(type) })),
  };
}

function reverseName(ip: string): string {
  return `static.${ip.split('.').reverse().join('.')}.clients.example`;
}
