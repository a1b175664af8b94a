/** A commercial type of the simulated Scaleway. */
export interface CommercialType {
  readonly name: string;
  readonly arch: 'x86_64' | 'arm64';
  readonly cpus: number;
  readonly ramGib: number;
  /** Price in EUR without disk and address. */
  readonly hourlyEur: number;
  /** Largest local disk in GB; 0 for types that have none and need block storage. */
  readonly localDiskGb: number;
  readonly endOfService: boolean;
}

/**
 * Types and prices of `GET /instance/v1/zones/fr-par-1/products/servers` as recorded on 30 July 2026; the same prices are used
 * in every zone. Scaleway's API has no prices of disks and addresses, so its clients carry them, and so does this file.
 */
export const commercialTypes: readonly CommercialType[] = [
  type('STARDUST1-S', { cpus: 1, ramGib: 1, hourlyEur: 0.0006, localDiskGb: 10 }),
  type('DEV1-S', { cpus: 2, ramGib: 2, hourlyEur: 0.008976, localDiskGb: 20 }),
  type('PLAY2-PICO', { cpus: 1, ramGib: 2, hourlyEur: 0.01428 }),
  type('DEV1-M', { cpus: 3, ramGib: 4, hourlyEur: 0.020196, localDiskGb: 40 }),
  type('BASIC2-A2C-4G', { cpus: 2, ramGib: 4, hourlyEur: 0.023, arch: 'arm64' }),
  type('PLAY2-NANO', { cpus: 2, ramGib: 4, hourlyEur: 0.02754 }),
  type('BASIC3-X2C-4G', { cpus: 2, ramGib: 4, hourlyEur: 0.0394 }),
  type('DEV1-L', { cpus: 4, ramGib: 8, hourlyEur: 0.0428, localDiskGb: 80 }),
  type('PLAY2-MICRO', { cpus: 4, ramGib: 8, hourlyEur: 0.0551 }),
  type('PRO2-XXS', { cpus: 2, ramGib: 8, hourlyEur: 0.0561 }),
  type('POP2-2C-8G', { cpus: 2, ramGib: 8, hourlyEur: 0.0735 }),
  type('GP1-XS', { cpus: 4, ramGib: 16, hourlyEur: 0.0928, localDiskGb: 150 }),
  type('PRO2-XS', { cpus: 4, ramGib: 16, hourlyEur: 0.1122 }),
];

/** Zones that the simulation serves: all of the vendor's (https://www.scaleway.com/en/developers/api/instances/). */
export const zones: readonly string[] = [
  'fr-par-1',
  'fr-par-2',
  'fr-par-3',
  'nl-ams-1',
  'nl-ams-2',
  'nl-ams-3',
  'pl-waw-1',
  'pl-waw-2',
  'pl-waw-3',
  'it-mil-1',
];

/** Price of block storage with 5,000 operations per second, in EUR per GB and hour (https://www.scaleway.com/en/pricing/storage/). */
export const sbsEurPerGbHour = 0.000118;

/** Price of a flexible or dynamic IPv4 address, in EUR per hour (https://www.scaleway.com/en/pricing/network/). */
export const ipv4EurPerHour = 0.004;

/** A local image: what a marketplace label means in one zone, on one kind of disk and processor. */
export interface LocalImage {
  readonly id: string;
  readonly label: string;
  readonly name: string;
  readonly zone: string;
  readonly arch: CommercialType['arch'];
  readonly type: 'instance_sbs' | 'instance_local';
}

const labels: Readonly<Record<string, string>> = {
  ubuntu_jammy: 'Ubuntu 22.04 Jammy Jellyfish',
  ubuntu_noble: 'Ubuntu 24.04 Noble Numbat',
  debian_bookworm: 'Debian Bookworm',
  debian_trixie: 'Debian Trixie',
};

/** All local images. Their ids are made up, and the same in every run. */
export const localImages: readonly LocalImage[] = zones.flatMap((zone, zoneIndex) =>
  Object.entries(labels).flatMap(([label, name], labelIndex) =>
    (['x86_64', 'arm64'] as const).flatMap((arch, archIndex) =>
      (['instance_sbs', 'instance_local'] as const).map((kind, kindIndex) => {
        const id = imageId([zoneIndex, labelIndex, archIndex, kindIndex]);
        return { id, label, name, zone, arch, type: kind };
      }),
    ),
  ),
);

/** Types on which an image starts: those of its processor, and for local images those with a local disk. */
export function compatibleTypes(image: LocalImage): readonly string[] {
  return commercialTypes.filter((entry) => isCompatible(image, entry)).map((entry) => entry.name);
}

/** Whether an image starts on a type. */
export function isCompatible(image: LocalImage, entry: CommercialType): boolean {
  return image.arch === entry.arch && (image.type === 'instance_sbs' || entry.localDiskGb > 0);
}

/** Region of a zone: `fr-par` of `fr-par-1`. */
export function regionOf(zone: string): string {
  return zone.replace(/-\d+$/, '');
}

type Optional = Partial<Pick<CommercialType, 'arch' | 'localDiskGb' | 'endOfService'>>;

function type(name: string, rest: Pick<CommercialType, 'cpus' | 'ramGib' | 'hourlyEur'> & Optional): CommercialType {
  return { name, arch: 'x86_64', localDiskGb: 0, endOfService: false, ...rest };
}

function imageId(parts: readonly number[]): string {
  const digits = parts.map((part) => part.toString(16).padStart(2, '0')).join('');
  return `6d3c053e-c728-4294-b23a-5600${digits}`;
}
