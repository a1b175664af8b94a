import type { CloudContext } from '../cloud.ts';
import type { ImageEntry, LocationEntry, ServerTypeEntry } from './catalogue.ts';
import {
  floatingIpNetEur,
  hourlyNetEur,
  primaryIpv4NetEur,
  serverTypes,
  vatRate,
  volumeNetEurPerGbMonth,
} from './catalogue.ts';
import { matchesLabels, parseLabelSelector } from './labels.ts';
import { price, renderLocation, reverseName, timestamp } from './render-parts.ts';
import { renderPlacementGroup } from './render-resources.ts';
import type { HetznerAccount, HetznerAction, HetznerServer } from './state.ts';

// Shapes of the API reference as of July 2026: `datacenter` is gone, `location` and per-location stock hints are there.

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
      const available = isAvailable(type, name, context);
      return { id: index + 1, name, available, recommended: available, deprecation };
    }),
  };
}

function isAvailable(type: ServerTypeEntry, location: string, context: CloudContext): boolean {
  return type.deprecation === null && (context.stock.left(type.name, location) ?? 1) > 0;
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
    ...ownFields(server, account),
    server_type: renderServerType(server.type, account.context),
    location: renderLocation(server.location),
    image: renderImage(server.image),
  };
}

/** JSON of {@link renderServer}; what many servers share is written once for all of them. */
export function serverText(server: HetznerServer, account: HetznerAccount): string {
  const { type, location, image } = server;
  const once = (key: string, render: () => unknown): string => {
    const text = account.texts.get(key) ?? JSON.stringify(render());
    account.texts.set(key, text);
    return text;
  };
  const stocked = Object.keys(type.monthlyNetEur).map((name) => Number(isAvailable(type, name, account.context)));
  const typeText = once(`type ${type.id} ${stocked.join('')}`, () => renderServerType(type, account.context));
  const locationText = once(`location ${location.id}`, () => renderLocation(location));
  const imageText = once(`image ${image.id}`, () => renderImage(image));
  const shared = `"server_type":${typeText},"location":${locationText},"image":${imageText}`;
  return `${JSON.stringify(ownFields(server, account)).slice(0, -1)},${shared}}`;
}

/** What no other server shares. */
function ownFields(server: HetznerServer, account: HetznerAccount): Record<string, unknown> {
  const group = server.placementGroupId === null ? undefined : account.placementGroups.get(server.placementGroupId);
  return {
    id: server.id,
    name: server.name,
    status: server.status,
    created: timestamp(server.createdAtMs),
    public_net: renderPublicNet(server, account),
    private_net: renderPrivateNet(server, account),
    iso: null,
    rescue_enabled: false,
    locked: server.runningActions > 0,
    backup_window: null,
    outgoing_traffic: 0,
    ingoing_traffic: 0,
    included_traffic: 21_990_232_555_520,
    protection: server.protection,
    labels: server.labels,
    volumes: idsOf(account.volumes, (volume) => volume.serverId === server.id),
    load_balancers: [],
    primary_disk_size: server.type.diskGb,
    placement_group: group === undefined ? null : renderPlacementGroup(group),
  };
}

function renderPublicNet(server: HetznerServer, account: HetznerAccount): Record<string, unknown> {
  const ipv4 = server.ipv4Id === null ? undefined : account.primaryIps.get(server.ipv4Id);
  const ipv6 = server.ipv6Id === null ? undefined : account.primaryIps.get(server.ipv6Id);
  return {
    ipv4: ipv4 === undefined ? null : { id: ipv4.id, ip: ipv4.ip, blocked: false, dns_ptr: reverseName(ipv4.ip) },
    ipv6: ipv6 === undefined ? null : { id: ipv6.id, ip: ipv6.ip, blocked: false, dns_ptr: [] },
    floating_ips: [],
    firewalls: firewallsOf(server, account).map((id) => ({ id, status: 'applied' })),
  };
}

function firewallsOf(server: HetznerServer, account: HetznerAccount): number[] {
  return idsOf(
    account.firewalls,
    ({ serverIds, selectors }) =>
      serverIds.has(server.id) ||
      [...selectors].some((selector) => matchesLabels(parseLabelSelector(selector) ?? [], server.labels)),
  );
}

function renderPrivateNet(server: HetznerServer, account: HetznerAccount): unknown[] {
  return [...account.networks.values()].flatMap((network) => {
    const ip = network.addresses.get(server.id);
    if (ip === undefined) return [];
    return { network: network.id, ip, alias_ips: [], mac_address: macAddress(server.id, network.id) };
  });
}

/** A locally administered address that differs for each server and network. */
function macAddress(serverId: number, networkId: number): string {
  const hex = (serverId % 2 ** 20).toString(16).padStart(5, '0') + (networkId % 2 ** 20).toString(16).padStart(5, '0');
  return `86${hex.replaceAll(/../g, ':$&')}`;
}

function idsOf<Entry>(entries: ReadonlyMap<number, Entry>, isWanted: (entry: Entry) => boolean): number[] {
  if (entries.size === 0) return [];
  return [...entries].filter(([, entry]) => isWanted(entry)).map(([id]) => id);
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
    floating_ips: [
      { type: 'ipv4', prices: everyLocation(monthly(floatingIpNetEur.ipv4)) },
      { type: 'ipv6', prices: everyLocation(monthly(floatingIpNetEur.ipv6)) },
    ],
    primary_ips: [
      { type: 'ipv4', prices: everyLocation(ipv4) },
      { type: 'ipv6', prices: everyLocation(ipv6) },
    ],
    server_backup: { percentage: '20.0000000000' },
    volume: { price_per_gb_month: price(volumeNetEurPerGbMonth) },
    load_balancer_types: [],
    server_types: serverTypes.map((type) => ({ id: type.id, name: type.name, prices: renderPrices(type) })),
  };
}
