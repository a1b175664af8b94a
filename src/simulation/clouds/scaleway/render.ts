import type { CommercialType, LocalImage } from './catalogue.ts';
import { compatibleTypes } from './catalogue.ts';
import type { FlexibleIp, ScalewayAccount, ScalewayServer, ServerState, Volume } from './state.ts';
import { volumesOf } from './state.ts';

// Shapes of the recorded traffic in terraform-provider-scaleway, internal/services/instance/testdata (2 December 2025).

/** Time as the Instance API writes it. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000+00:00');
}

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
    default:
      return state satisfies never;
  }
}

/** `server`. */
export function renderServer(server: ScalewayServer, account: ScalewayAccount): Record<string, unknown> {
  const isPlaced = server.state === 'running' || server.state === 'stopped in place';
  const ips = publicIps(server, account);
  return {
    id: server.id,
    name: server.name,
    arch: server.type.arch,
    commercial_type: server.type.name,
    boot_type: 'local',
    organization: server.project,
    project: server.project,
    hostname: server.name,
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
    security_group: { id: 'da505169-540e-4c2b-b0da-c854139224e0', name: 'Default security group' },
    location: isPlaced
      ? { zone_id: server.zone, platform_id: '14', cluster_id: '48', hypervisor_id: '304', node_id: '11' }
      : null,
    maintenances: [],
    allowed_actions: allowedActions(server.state),
    placement_group: null,
    private_nics: [],
    zone: server.zone,
    filesystems: [],
    end_of_service: server.type.endOfService,
  };
}

function publicIps(server: ScalewayServer, account: ScalewayAccount): Record<string, unknown>[] {
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
    .map((ip) => ({ id: ip.id, address: ip.address, dynamic: false, ...routed, ipam_id: ip.id }));
  if (server.dynamicIp === null) return flexible;
  return [...flexible, { id: server.id, address: server.dynamicIp, dynamic: true, ...routed, ipam_id: server.id }];
}

/** `image` of a server or of `GET /images/{id}`. */
export function renderImage(image: LocalImage): Record<string, unknown> {
  const vendor = '51b656e3-4865-41e8-adbc-0c45bdd780db';
  const volumeType = image.type === 'instance_sbs' ? 'sbs_snapshot' : 'unified';
  const root = { volume_type: volumeType, id: image.id.replace(/^6d3c/, '36b4'), size: 0, name: '' };
  return {
    id: image.id,
    name: image.name,
    organization: vendor,
    project: vendor,
    root_volume: root,
    extra_volumes: {},
    public: true,
    arch: image.arch,
    creation_date: '2025-09-12T09:11:41.420846+00:00',
    modification_date: '2025-09-12T09:11:41.420846+00:00',
    default_bootscript: null,
    from_server: '',
    state: 'available',
    tags: [],
    zone: image.zone,
  };
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

/** A local volume. Block storage volumes are unknown to the Instance API's own volume endpoints. */
export function renderLocalVolume(volume: Volume, server: ScalewayServer | undefined): Record<string, unknown> {
  return {
    id: volume.id,
    name: volume.name,
    volume_type: volume.kind,
    export_uri: null,
    organization: volume.project,
    project: volume.project,
    server: server === undefined ? null : { id: server.id, name: server.name },
    size: volume.sizeBytes,
    state: 'available',
    creation_date: timestamp(volume.createdAtMs),
    modification_date: timestamp(volume.modifiedAtMs),
    tags: volume.tags,
    zone: volume.zone,
  };
}

function blockStatus(volume: Volume): string {
  if (volume.isDeleting) return 'deleting';
  return volume.attachment === null ? 'available' : 'in_use';
}

/** A volume of the Block Storage API. */
export function renderBlockVolume(volume: Volume): Record<string, unknown> {
  const iso = (ms: number): string => new Date(ms).toISOString();
  const reference = volume.attachment && {
    id: volume.attachment.referenceId,
    product_resource_type: 'instance_server',
    product_resource_id: volume.attachment.serverId,
    created_at: iso(volume.createdAtMs),
    type: 'exclusive',
    status: 'attached',
  };
  return {
    id: volume.id,
    name: volume.name,
    type: 'sbs_5k',
    size: volume.sizeBytes,
    project_id: volume.project,
    created_at: iso(volume.createdAtMs),
    updated_at: iso(volume.modifiedAtMs),
    references: reference === null ? [] : [reference],
    parent_snapshot_id: null,
    status: blockStatus(volume),
    tags: volume.tags,
    specs: { perf_iops: 5000, class: 'sbs' },
    last_detached_at: volume.lastDetachedAtMs === null ? null : iso(volume.lastDetachedAtMs),
    zone: volume.zone,
  };
}

/** A flexible address. */
export function renderIp(ip: FlexibleIp, account: ScalewayAccount): Record<string, unknown> {
  const server = ip.serverId === null ? undefined : account.servers.get(ip.serverId);
  return {
    id: ip.id,
    address: ip.address,
    prefix: null,
    reverse: null,
    server: server === undefined ? null : { id: server.id, name: server.name },
    organization: ip.project,
    project: ip.project,
    zone: ip.zone,
    type: 'routed_ipv4',
    state: server === undefined ? 'detached' : 'attached',
    tags: ip.tags,
    ipam_id: ip.id,
  };
}

/** One entry of `products/servers`. */
export function renderType(type: CommercialType): Record<string, unknown> {
  const disk = { min_size: 0, max_size: type.localDiskGb * 1_000_000_000 };
  const bandwidth = type.cpus * 100_000_000;
  return {
    alt_names: [],
    arch: type.arch,
    ncpus: type.cpus,
    ram: type.ramGib * 1024 ** 3,
    gpu: 0,
    gpu_info: null,
    mig_profile: null,
    volumes_constraint: disk,
    per_volume_constraint: { l_ssd: { ...disk, min_size: type.localDiskGb > 0 ? 1_000_000_000 : 0 } },
    scratch_storage_max_size: null,
    monthly_price: Math.round(type.hourlyEur * 730 * 10_000) / 10_000,
    hourly_price: type.hourlyEur,
    capabilities: {
      boot_types: ['local', 'rescue'],
      placement_groups: true,
      block_storage: true,
      hot_snapshots_local_volume: type.localDiskGb > 0,
      private_network: 8,
      max_file_systems: 0,
    },
    network: {
      ipv6_support: true,
      sum_internal_bandwidth: bandwidth,
      sum_internet_bandwidth: bandwidth,
      interfaces: [{ internal_bandwidth: bandwidth, internet_bandwidth: bandwidth }],
    },
    block_bandwidth: 104_857_600,
    end_of_service: type.endOfService,
  };
}

/** One entry of the marketplace's `local_images`. */
export function renderLocalImage(image: LocalImage): Record<string, unknown> {
  return {
    id: image.id,
    compatible_commercial_types: compatibleTypes(image),
    arch: image.arch,
    zone: image.zone,
    label: image.label,
    type: image.type,
  };
}
