import type { CommercialType, LocalImage } from './catalogue.ts';
import { compatibleTypes } from './catalogue.ts';

// Shapes of the recorded traffic in terraform-provider-scaleway, internal/services/instance/testdata (2 December 2025).

/** `image` of a server or of `GET /images/{id}`. */
export function renderImage(image: LocalImage): Record<string, unknown> {
  const vendor = '51b656e3-4865-41e8-adbc-0c45bdd780db';
  const id = rootSnapshotOf(image);
  return {
    id: image.id,
    name: image.name,
    organization: vendor,
    project: vendor,
    root_volume:
      image.type === 'instance_sbs'
        ? { volume_type: 'sbs_snapshot', id, size: 0, name: '' }
        : { id, name: image.name, volume_type: 'l_ssd', size: 10_000_000_000 },
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

/** Id of the snapshot that an image's root disk is made of. */
export function rootSnapshotOf(image: LocalImage): string {
  return image.id.replace(/^6d3c/, '36b4');
}

/** One entry of `products/servers`. */
export function renderType(type: CommercialType): Record<string, unknown> {
  const hasDisk = type.localDiskGb > 0;
  const bandwidth = type.cpus * 100_000_000;
  return {
    alt_names: [],
    arch: type.arch,
    ncpus: type.cpus,
    ram: type.ramGib * 1024 ** 3,
    gpu: 0,
    gpu_info: null,
    mig_profile: null,
    volumes_constraint: { min_size: 0, max_size: type.localDiskGb * 1_000_000_000 },
    per_volume_constraint: {
      l_ssd: { min_size: hasDisk ? 1_000_000_000 : 0, max_size: hasDisk ? 800_000_000_000 : 0 },
    },
    scratch_storage_max_size: null,
    monthly_price: Math.round(type.hourlyEur * 730 * 10_000) / 10_000,
    hourly_price: type.hourlyEur,
    capabilities: {
      boot_types: ['local', 'rescue'],
      placement_groups: true,
      block_storage: true,
      hot_snapshots_local_volume: hasDisk,
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
