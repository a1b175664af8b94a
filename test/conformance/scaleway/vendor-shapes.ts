import { z } from 'zod';

// The vendor's objects, field by field: those of the recorded exchanges in terraform-provider-scaleway and scaleway-sdk-go
// (December 2025 to September 2026) and of the types of scaleway-sdk-go 1.39.0 and @scaleway/sdk-instance 1.4.0.

const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
const isoTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
const zone = z.string().regex(/^[a-z]{2}-[a-z]{3}-\d$/);
const size = z.number().int().min(0);
const owner = { organization: z.string(), project: z.string() };
const named = z.strictObject({ id: uuid, name: z.string() });
const tags = z.array(z.string());
const dates = { creation_date: time, modification_date: time };

/** Fields of the real API that the simulation does not have, by object. docs/simulation.md lists the same. */
export const lackingFields: readonly string[] = [
  'server.admin_password_encrypted_value',
  'server.admin_password_encryption_ssh_key_id',
  'server.srn',
  'volume.srn',
  'security_group.srn',
  'placement_group.srn',
  'server_type.scratch_storage_max_volumes_count',
  'server_type.sku',
  'block_volume.kms_key_id',
  'block_volume.srn',
];

/** An object of exactly these fields, but for those that the simulation lacks. */
function shape(kind: string, fields: Readonly<Record<string, z.ZodType>>): z.ZodType {
  const supplied = Object.entries(fields).filter(([name]) => !lackingFields.includes(`${kind}.${name}`));
  return z.strictObject(Object.fromEntries(supplied));
}

const rootVolume = z.strictObject({ id: uuid, name: z.string(), size, volume_type: z.enum(['l_ssd', 'sbs_snapshot']) });

const image = shape('image', {
  id: uuid,
  name: z.string(),
  ...owner,
  root_volume: rootVolume,
  extra_volumes: z.strictObject({}),
  public: z.boolean(),
  arch: z.enum(['x86_64', 'arm64']),
  ...dates,
  default_bootscript: z.null(),
  from_server: z.string(),
  state: z.enum(['available', 'creating', 'error']),
  tags,
  zone,
});

const volumeFields = {
  id: uuid,
  name: z.string(),
  volume_type: z.literal('l_ssd'),
  export_uri: z.null(),
  ...owner,
  server: named.nullable(),
  size,
  state: z.enum(['available', 'snapshotting']),
  ...dates,
  tags,
  zone,
};
const volume = shape('volume', { ...volumeFields, srn: z.string() });

const blockOfServer = { boot: z.boolean(), volume_type: z.literal('sbs_volume'), id: uuid, state: z.string(), zone };
const serverVolume = z.union([
  shape('server_volume', blockOfServer),
  shape('server_volume', { boot: z.boolean(), ...volumeFields }),
]);

const serverIp = shape('server_ip', {
  id: uuid,
  address: z.ipv4(),
  dynamic: z.boolean(),
  gateway: z.null(),
  netmask: z.string(),
  family: z.literal('inet'),
  provisioning_mode: z.literal('dhcp'),
  tags,
  state: z.literal('attached'),
  ipam_id: uuid,
});

const placementGroup = shape('placement_group', {
  id: uuid,
  name: z.string(),
  ...owner,
  tags,
  policy_mode: z.enum(['optional', 'enforced']),
  policy_type: z.enum(['max_availability', 'low_latency']),
  policy_respected: z.boolean(),
  zone,
  srn: z.string(),
});

const location = shape('location', {
  zone_id: zone,
  platform_id: z.string(),
  cluster_id: z.string(),
  hypervisor_id: z.string(),
  node_id: z.string(),
});

const action = z.enum(['poweron', 'poweroff', 'terminate', 'stop_in_place', 'reboot', 'backup']);

const server = shape('server', {
  id: uuid,
  name: z.string(),
  arch: z.enum(['x86_64', 'arm64']),
  commercial_type: z.string(),
  boot_type: z.literal('local'),
  ...owner,
  hostname: z.string(),
  image,
  volumes: z.record(z.string().regex(/^\d+$/), serverVolume),
  tags,
  state: z.enum(['stopped', 'starting', 'running', 'stopping', 'stopped in place', 'locked']),
  protected: z.boolean(),
  state_detail: z.string(),
  public_ip: serverIp.nullable(),
  public_ips: z.array(serverIp),
  mac_address: z.string().regex(/^de:00:00(:[0-9a-f]{2}){3}$/),
  routed_ip_enabled: z.boolean(),
  ipv6: z.null(),
  extra_networks: z.tuple([]),
  dynamic_ip_required: z.boolean(),
  enable_ipv6: z.boolean(),
  private_ip: z.null(),
  ...dates,
  bootscript: z.null(),
  security_group: named,
  location: location.nullable(),
  maintenances: z.tuple([]),
  allowed_actions: z.array(action),
  placement_group: placementGroup.nullable(),
  private_nics: z.tuple([]),
  zone,
  filesystems: z.tuple([]),
  end_of_service: z.boolean(),
  dns: z.string(),
  srn: z.string(),
  admin_password_encrypted_value: z.string().nullable(),
  admin_password_encryption_ssh_key_id: z.string().nullable(),
});

const task = shape('task', {
  id: uuid,
  description: z.string(),
  status: z.enum(['pending', 'started', 'success', 'failure', 'retry']),
  href_from: z.string(),
  href_result: z.string(),
  started_at: time,
  terminated_at: time.nullable(),
  progress: z.number().int(),
  zone,
});

const ip = shape('ip', {
  id: uuid,
  address: z.ipv4(),
  prefix: z.null(),
  reverse: z.string().nullable(),
  server: named.nullable(),
  ...owner,
  zone,
  type: z.literal('routed_ipv4'),
  state: z.enum(['attached', 'detached']),
  tags,
  ipam_id: uuid,
});

const policy = z.enum(['accept', 'drop']);
const securityGroup = shape('security_group', {
  id: uuid,
  ...dates,
  name: z.string(),
  description: z.string().nullable(),
  ...owner,
  servers: z.array(named),
  stateful: z.boolean(),
  inbound_default_policy: policy,
  outbound_default_policy: policy,
  organization_default: z.boolean(),
  project_default: z.boolean(),
  enable_default_security: z.boolean(),
  state: z.literal('available'),
  tags,
  zone,
  srn: z.string(),
});

const bounds = z.strictObject({ min_size: size, max_size: size });
const bandwidth = z.number().int();
const serverType = shape('server_type', {
  alt_names: z.tuple([]),
  arch: z.enum(['x86_64', 'arm64']),
  ncpus: z.number().int(),
  ram: size,
  gpu: z.number().int(),
  gpu_info: z.null(),
  mig_profile: z.null(),
  volumes_constraint: bounds,
  per_volume_constraint: z.strictObject({ l_ssd: bounds }),
  scratch_storage_max_size: z.null(),
  scratch_storage_max_volumes_count: z.number().nullable(),
  monthly_price: z.number().positive(),
  hourly_price: z.number().positive(),
  capabilities: z.strictObject({
    boot_types: z.array(z.enum(['local', 'rescue'])),
    placement_groups: z.boolean(),
    block_storage: z.boolean(),
    hot_snapshots_local_volume: z.boolean(),
    private_network: z.number(),
    max_file_systems: z.number(),
  }),
  network: z.strictObject({
    ipv6_support: z.boolean(),
    sum_internal_bandwidth: bandwidth,
    sum_internet_bandwidth: bandwidth,
    interfaces: z.array(z.strictObject({ internal_bandwidth: bandwidth, internet_bandwidth: bandwidth })),
  }),
  block_bandwidth: bandwidth,
  end_of_service: z.boolean(),
  sku: z.string(),
});

const reference = shape('reference', {
  id: uuid,
  product_resource_type: z.literal('instance_server'),
  product_resource_id: uuid,
  created_at: isoTime,
  type: z.literal('exclusive'),
  status: z.literal('attached'),
});

const blockVolume = shape('block_volume', {
  id: uuid,
  name: z.string(),
  type: z.literal('sbs_5k'),
  size,
  project_id: z.string(),
  created_at: isoTime,
  updated_at: isoTime,
  references: z.array(reference),
  parent_snapshot_id: uuid.nullable(),
  status: z.enum(['available', 'in_use', 'deleting']),
  tags,
  specs: z.strictObject({ perf_iops: z.number(), class: z.literal('sbs') }),
  last_detached_at: isoTime.nullable(),
  zone,
  kms_key_id: z.string().nullable(),
  srn: z.string(),
});

const localImage = shape('local_image', {
  id: uuid,
  compatible_commercial_types: z.array(z.string()),
  arch: z.enum(['x86_64', 'arm64']),
  zone,
  label: z.string(),
  type: z.enum(['instance_sbs', 'instance_local']),
});

/** Every object that the vendor's API and the simulation know, in the vendor's words. */
export const shapes = {
  server,
  image,
  volume,
  placement_group: placementGroup,
  task,
  ip,
  security_group: securityGroup,
  server_type: serverType,
  block_volume: blockVolume,
  local_image: localImage,
};
