import { z } from 'zod';

/**
 * Shapes of Hetzner's answers, written from the vendor's API reference (https://docs.hetzner.cloud/reference/cloud) as published in
 * June 2026, less `datacenter` and the datacenter endpoints, which went away on 1 July and 1 October 2026
 * (https://docs.hetzner.cloud/changelog). Strict: a field that the reference does not have is an error, and so is one that is missing.
 */
const id = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const time = z.iso.datetime({ offset: true });
const labels = z.record(z.string(), z.string());
const decimal = z.string().regex(/^\d+\.\d+$/);
const price = z.strictObject({ net: decimal, gross: decimal });
const deletable = z.strictObject({ delete: z.boolean() });
const deprecation = z.strictObject({ unavailable_after: time, announced: time }).nullable();
const architecture = z.enum(['x86', 'arm']);
const ipType = z.enum(['ipv4', 'ipv6']);

const location = z.strictObject({
  id,
  name: z.string(),
  description: z.string(),
  country: z.string().length(2),
  city: z.string(),
  latitude: z.number(),
  longitude: z.number(),
  network_zone: z.string(),
});

const action = z.strictObject({
  id,
  command: z.string(),
  status: z.enum(['running', 'success', 'error']),
  progress: z.number().int().min(0).max(100),
  started: time,
  finished: time.nullable(),
  resources: z.array(z.strictObject({ id, type: z.string() })),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
});

const typePrice = z.strictObject({
  location: z.string(),
  price_hourly: price,
  price_monthly: price,
  included_traffic: z.number().int(),
  price_per_tb_traffic: price,
});

const serverType = z.strictObject({
  id,
  name: z.string(),
  description: z.string(),
  cores: z.number(),
  memory: z.number(),
  disk: z.number(),
  deprecated: z.boolean(),
  prices: z.array(typePrice),
  storage_type: z.enum(['local', 'network']),
  cpu_type: z.enum(['shared', 'dedicated']),
  category: z.string(),
  architecture,
  deprecation,
  locations: z.array(
    z.strictObject({ id, name: z.string(), deprecation, recommended: z.boolean(), available: z.boolean() }),
  ),
});

const image = z.strictObject({
  id,
  type: z.enum(['system', 'app', 'snapshot', 'backup']),
  status: z.enum(['available', 'creating', 'unavailable']),
  name: z.string().nullable(),
  description: z.string(),
  image_size: z.number().nullable(),
  disk_size: z.number(),
  created: time,
  created_from: z.strictObject({ id, name: z.string() }).nullable(),
  bound_to: id.nullable(),
  os_flavor: z.enum(['ubuntu', 'centos', 'debian', 'fedora', 'rocky', 'alma', 'opensuse', 'unknown']),
  os_version: z.string().nullable(),
  rapid_deploy: z.boolean(),
  protection: deletable,
  deprecated: time.nullable(),
  deleted: z.string().nullable(),
  labels,
  architecture,
});

const placementGroup = z.strictObject({
  id,
  name: z.string(),
  labels,
  type: z.literal('spread'),
  created: time,
  servers: z.array(id),
});

const publicNet = z.strictObject({
  ipv4: z.strictObject({ id, ip: z.ipv4(), blocked: z.boolean(), dns_ptr: z.string() }).nullable(),
  ipv6: z
    .strictObject({
      id,
      ip: z.cidrv6(),
      blocked: z.boolean(),
      dns_ptr: z.array(z.strictObject({ ip: z.ipv6(), dns_ptr: z.string() })).nullable(),
    })
    .nullable(),
  floating_ips: z.array(id),
  firewalls: z.array(z.strictObject({ id, status: z.enum(['applied', 'pending']) })),
});

const server = z.strictObject({
  id,
  name: z.string(),
  status: z.enum([
    'running',
    'initializing',
    'starting',
    'stopping',
    'off',
    'deleting',
    'migrating',
    'rebuilding',
    'unknown',
  ]),
  created: time,
  public_net: publicNet,
  private_net: z.array(
    z.strictObject({ network: id, ip: z.ipv4(), alias_ips: z.array(z.ipv4()), mac_address: z.mac() }),
  ),
  server_type: serverType,
  location,
  image: image.nullable(),
  iso: z.null(),
  rescue_enabled: z.boolean(),
  locked: z.boolean(),
  backup_window: z.string().nullable(),
  outgoing_traffic: z.number().nullable(),
  ingoing_traffic: z.number().nullable(),
  included_traffic: z.number().nullable(),
  protection: z.strictObject({ delete: z.boolean(), rebuild: z.boolean() }),
  labels,
  volumes: z.array(id),
  load_balancers: z.array(id),
  primary_disk_size: z.number(),
  placement_group: placementGroup.nullable(),
});

const primaryIp = z.strictObject({
  id,
  name: z.string(),
  labels,
  created: time,
  blocked: z.boolean(),
  location,
  ip: z.union([z.ipv4(), z.cidrv6()]),
  dns_ptr: z.array(z.strictObject({ ip: z.string(), dns_ptr: z.string() })),
  protection: deletable,
  type: ipType,
  auto_delete: z.boolean(),
  assignee_type: z.literal('server'),
  assignee_id: id.nullable(),
});

const volume = z.strictObject({
  id,
  created: time,
  name: z.string(),
  server: id.nullable(),
  location,
  size: z.number().int(),
  linux_device: z.string(),
  protection: deletable,
  labels,
  status: z.enum(['available', 'creating']),
  format: z.string().nullable(),
});

const onServer = z.strictObject({ type: z.literal('server'), server: z.strictObject({ id }) });

const firewall = z.strictObject({
  id,
  name: z.string(),
  labels,
  created: time,
  rules: z.array(
    z.strictObject({
      description: z.string().nullable(),
      direction: z.enum(['in', 'out']),
      source_ips: z.array(z.string()),
      destination_ips: z.array(z.string()),
      protocol: z.enum(['tcp', 'udp', 'icmp', 'esp', 'gre']),
      port: z.string().nullable(),
    }),
  ),
  applied_to: z.array(
    z.union([
      onServer,
      z.strictObject({
        type: z.literal('label_selector'),
        label_selector: z.strictObject({ selector: z.string() }),
        applied_to_resources: z.array(onServer),
      }),
    ]),
  ),
});

const network = z.strictObject({
  id,
  name: z.string(),
  ip_range: z.cidrv4(),
  subnets: z.array(
    z.strictObject({
      type: z.enum(['cloud', 'server', 'vswitch']),
      ip_range: z.cidrv4(),
      network_zone: z.string(),
      gateway: z.ipv4(),
      vswitch_id: id.nullable(),
    }),
  ),
  routes: z.array(z.strictObject({ destination: z.cidrv4(), gateway: z.ipv4() })),
  servers: z.array(id),
  load_balancers: z.array(id),
  protection: deletable,
  labels,
  created: time,
  expose_routes_to_vswitch: z.boolean(),
});

const sshKey = z.strictObject({
  id,
  name: z.string(),
  fingerprint: z.string(),
  public_key: z.string(),
  labels,
  created: time,
});

const pricing = z.strictObject({
  currency: z.literal('EUR'),
  vat_rate: decimal,
  primary_ips: z.array(
    z.strictObject({
      type: ipType,
      prices: z.array(z.strictObject({ location: z.string(), price_hourly: price, price_monthly: price })),
    }),
  ),
  floating_ips: z.array(
    z.strictObject({
      type: ipType,
      prices: z.array(z.strictObject({ location: z.string(), price_monthly: price })),
    }),
  ),
  image: z.strictObject({ price_per_gb_month: price }),
  volume: z.strictObject({ price_per_gb_month: price }),
  server_backup: z.strictObject({ percentage: decimal }),
  server_types: z.array(z.strictObject({ id, name: z.string(), prices: z.array(typePrice) })),
  load_balancer_types: z.array(z.strictObject({ id, name: z.string(), prices: z.array(typePrice) })),
});

const meta = z.strictObject({
  pagination: z.strictObject({
    page: z.number().int().min(1),
    per_page: z.number().int().min(1).max(50),
    previous_page: z.number().int().nullable(),
    next_page: z.number().int().nullable(),
    last_page: z.number().int().nullable(),
    total_entries: z.number().int().nullable(),
  }),
});

const kinds = {
  server,
  server_type: serverType,
  location,
  image,
  action,
  ssh_key: sshKey,
  primary_ip: primaryIp,
  volume,
  firewall,
  network,
  placement_group: placementGroup,
} as const;

/** Shape of an error of any status. */
export const errorShape = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    message: z.string(),
    details: z.union([
      z.null(),
      z.strictObject({
        fields: z.array(z.strictObject({ name: z.string(), messages: z.array(z.string()).exactOptional() })),
      }),
      z.strictObject({ limits: z.array(z.strictObject({ name: z.string() })) }),
    ]),
  }),
});

/** One page of a kind. */
export function listOf(kind: keyof typeof kinds): z.ZodType {
  return z.strictObject({ [`${kind}s`]: z.array(kinds[kind]), meta });
}

/** One resource under its name. */
export function oneOf(kind: keyof typeof kinds): z.ZodType {
  return z.strictObject({ [kind]: kinds[kind] });
}

/** Answers that are neither one resource nor a list. */
export const specialShapes = {
  createServer: z.strictObject({ server, action, next_actions: z.array(action), root_password: z.string().nullable() }),
  createVolume: z.strictObject({ volume, action, next_actions: z.array(action) }),
  createFirewall: z.strictObject({ firewall, actions: z.array(action) }),
  createPrimaryIp: z.strictObject({ primary_ip: primaryIp, action: action.nullable() }),
  createPlacementGroup: z.strictObject({ placement_group: placementGroup, action: action.nullable() }),
  actions: z.strictObject({ actions: z.array(action) }),
  pricing: z.strictObject({ pricing }),
  nothing: z.literal(''),
} as const;
