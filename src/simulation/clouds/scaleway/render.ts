import { renderImage } from './render-catalogue.ts';
import { renderLocalVolume } from './render-side.ts';
import type { PlacementGroup, ScalewayAccount, ScalewayServer, ServerState } from './state.ts';
import { volumesOf } from './state.ts';
import { timestamp } from './timestamp.ts';

// Shapes of the recorded traffic in terraform-provider-scaleway, internal/services/instance/testdata: action-server-on-off
// (2 December 2025), action-server-backup (1 September 2026).

function allowedActions(state: ServerState): readonly string[] {
  switch (state) {
    case 'stopped':
      return ['poweron', 'backup'];
    case 'running':
      return ['poweroff', 'terminate', 'reboot', 'stop_in_place', 'backup'];
    case 'stopped in place':
      return ['poweron', 'poweroff', 'terminate', 'reboot', 'backup'];
    case 'starting':
    case 'stopping':
      return ['stop_in_place', 'backup'];
    case 'locked':
      return [];
    default:
      return state satisfies never;
  }
}

/** `server`. */
export function renderServer(server: ScalewayServer, account: ScalewayAccount): Record<string, unknown> {
  const isBusy = volumesOf(account, server.id).some((volume) => volume.isSnapshotting);
  const ips = publicIps(server, account);
  const group = account.placementGroups.get(server.placementGroupId ?? '');
  return {
    id: server.id,
    name: server.name,
    arch: server.type.arch,
    commercial_type: server.type.name,
    boot_type: 'local',
    organization: server.project,
    project: server.project,
    hostname: hostnameOf(server),
    image: renderImage(server.image),
    volumes: renderServerVolumes(server, account),
    tags: server.tags,
    state: server.state,
    protected: server.isProtected,
    state_detail: server.stateDetail,
    public_ip: ips[0] ?? null,
    public_ips: ips,
    mac_address: server.macAddress,
    routed_ip_enabled: true,
    ipv6: null,
    extra_networks: [],
    dynamic_ip_required: server.dynamicIpRequired,
    enable_ipv6: false,
    private_ip: null,
    creation_date: timestamp(server.createdAtMs),
    modification_date: timestamp(server.modifiedAtMs),
    bootscript: null,
    security_group: {
      id: server.securityGroupId,
      name: account.securityGroups.get(server.securityGroupId)?.name ?? '',
    },
    location: locationOf(server),
    maintenances: [],
    allowed_actions: isBusy ? [] : allowedActions(server.state),
    placement_group: group === undefined ? null : renderPlacementGroup(group),
    private_nics: [],
    zone: server.zone,
    filesystems: [],
    end_of_service: server.type.endOfService,
    dns: `${server.id}.pub.instances.scw.cloud`,
  };
}

/** The name, in characters that a host's may have. */
export function hostnameOf(server: ScalewayServer): string {
  return server.name.replaceAll(/[^A-Za-z0-9.-]/g, '-');
}

/** Where a server runs. It has a place from when it runs until it is stopped or gone. */
export function locationOf(server: ScalewayServer): Record<string, string> | null {
  if (server.state === 'stopped' || server.state === 'starting') return null;
  return { zone_id: server.zone, platform_id: '14', cluster_id: '48', hypervisor_id: '304', node_id: '11' };
}

/** `placement_group`. */
export function renderPlacementGroup(group: PlacementGroup): Record<string, unknown> {
  return {
    id: group.id,
    name: group.name,
    organization: group.project,
    project: group.project,
    tags: group.tags,
    policy_mode: group.policyMode,
    policy_type: group.policyType,
    policy_respected: true,
    zone: group.zone,
  };
}

/** `public_ips` of a server: the flexible ones, then the dynamic one. */
export function publicIps(server: ScalewayServer, account: ScalewayAccount): Record<string, unknown>[] {
  const routed = {
    gateway: null,
    netmask: '32',
    family: 'inet',
    provisioning_mode: 'dhcp',
    tags: [],
    state: 'attached',
  };
  const flexible = [...account.ips.values()]
    .filter((ip) => ip.serverId === server.id)
    .map((ip) => ({ id: ip.id, address: ip.address, dynamic: false, ...routed, tags: ip.tags, ipam_id: ip.id }));
  if (server.dynamicIp === null) return flexible;
  return [...flexible, { id: server.id, address: server.dynamicIp, dynamic: true, ...routed, ipam_id: server.id }];
}

function renderServerVolumes(server: ScalewayServer, account: ScalewayAccount): Record<string, unknown> {
  return Object.fromEntries(
    volumesOf(account, server.id).map((volume) => [
      volume.attachment?.key ?? '0',
      volume.kind === 'sbs_volume'
        ? { boot: volume.boot, volume_type: volume.kind, id: volume.id, state: 'available', zone: volume.zone }
        : { boot: volume.boot, ...renderLocalVolume(volume, server) },
    ]),
  );
}
