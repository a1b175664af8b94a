import { matchesLabels, parseLabelSelector } from './labels.ts';
import { gatewayOf } from './network-addresses.ts';
import { renderLocation, reverseName, timestamp } from './render-parts.ts';
import type { Firewall, HetznerAccount, Network, PlacementGroup, PrimaryIp, SshKey, Volume } from './state.ts';

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
    protection: { delete: ip.isProtected },
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

/** `volume`. */
export function renderVolume(volume: Volume): Record<string, unknown> {
  return {
    id: volume.id,
    created: timestamp(volume.createdAtMs),
    name: volume.name,
    server: volume.serverId,
    location: renderLocation(volume.location),
    size: volume.sizeGb,
    linux_device: `/dev/disk/by-id/scsi-0HC_Volume_${volume.id}`,
    protection: { delete: volume.isProtected },
    labels: volume.labels,
    status: volume.status,
    format: volume.format,
  };
}

/** `firewall`. */
export function renderFirewall(firewall: Firewall, account: HetznerAccount): Record<string, unknown> {
  const selected = [...firewall.selectors].map((selector) => ({
    type: 'label_selector',
    label_selector: { selector },
    applied_to_resources: selectedServers(account, selector).map((id) => ({ type: 'server', server: { id } })),
  }));
  return {
    id: firewall.id,
    name: firewall.name,
    labels: firewall.labels,
    created: timestamp(firewall.createdAtMs),
    rules: firewall.rules,
    applied_to: [...[...firewall.serverIds].map((id) => ({ type: 'server', server: { id } })), ...selected],
  };
}

function selectedServers(account: HetznerAccount, selector: string): number[] {
  const terms = parseLabelSelector(selector) ?? [];
  return [...account.servers.values()].filter(({ labels }) => matchesLabels(terms, labels)).map(({ id }) => id);
}

/** `network`. */
export function renderNetwork(network: Network): Record<string, unknown> {
  return {
    id: network.id,
    name: network.name,
    ip_range: network.ipRange,
    subnets: network.subnets.map(({ type, ipRange, networkZone }) => ({
      type,
      ip_range: ipRange,
      network_zone: networkZone,
      gateway: gatewayOf(network),
      vswitch_id: null,
    })),
    routes: network.routes,
    servers: [...network.addresses.keys()],
    load_balancers: [],
    protection: { delete: network.isProtected },
    labels: network.labels,
    created: timestamp(network.createdAtMs),
    expose_routes_to_vswitch: network.exposesRoutes,
  };
}

/** `placement_group`. */
export function renderPlacementGroup(group: PlacementGroup): Record<string, unknown> {
  return {
    id: group.id,
    name: group.name,
    labels: group.labels,
    type: 'spread',
    created: timestamp(group.createdAtMs),
    servers: [...group.serverIds],
  };
}
