import type { Architecture, Offering } from '../domain/offering.ts';

/**
 * Day on which the bundled prices were true, and where they come from: docs.hetzner.com's price notice of 15 June 2026 with
 * €0.0008 for the IPv4 address, and Scaleway's price list with 20 GB of block storage (€0.00236) and €0.004 for the address.
 */
export const bundledOn = '2026-07-30';

/**
 * What can be bought, for when no catalogue can be read: enough to compare the two clouds, by no means everything.
 * Net prices in EUR with disk and IPv4. Live catalogues always go first.
 */
export function bundledOfferings(): readonly Offering[] {
  return [
    ...hetznerPlaces.flatMap((place) => hetznerSizes.map((size) => hetzner(place, size))),
    ...scalewaySizes.map(scaleway),
  ];
}

/** Name, architecture, vCPUs, GiB of memory, GB of disk, EUR for one hour without address (and, at Scaleway, without disk). */
type Size = readonly [string, Architecture, number, number, number, number];

const hetznerPlaces = ['fsn1', 'hel1', 'nbg1'] as const;

const hetznerSizes: readonly Size[] = [
  ['cx23', 'amd64', 2, 4, 40, 0.0088],
  ['cx33', 'amd64', 4, 8, 80, 0.0136],
  ['cx43', 'amd64', 8, 16, 160, 0.0256],
  ['cx53', 'amd64', 16, 32, 320, 0.0473],
  ['cax11', 'arm64', 2, 4, 40, 0.0096],
  ['cax21', 'arm64', 4, 8, 80, 0.0168],
  ['cax31', 'arm64', 8, 16, 160, 0.0336],
  ['cax41', 'arm64', 16, 32, 320, 0.0657],
];

const scalewaySizes: readonly Size[] = [
  ['DEV1-S', 'amd64', 2, 2, 20, 0.008976],
  ['DEV1-M', 'amd64', 3, 4, 20, 0.020196],
  ['DEV1-L', 'amd64', 4, 8, 20, 0.0428],
  ['PLAY2-NANO', 'amd64', 2, 4, 20, 0.02754],
  ['PLAY2-MICRO', 'amd64', 4, 8, 20, 0.0551],
  ['PRO2-XXS', 'amd64', 2, 8, 20, 0.0561],
  ['PRO2-XS', 'amd64', 4, 16, 20, 0.1122],
  ['BASIC2-A2C-4G', 'arm64', 2, 4, 20, 0.023],
];

const hetznerAddressEur = 0.0008;
const scalewayDiskAndAddressEur = 0.00636;

function hetzner(place: (typeof hetznerPlaces)[number], size: Size): Offering {
  return { provider: 'hetzner', region: place, zone: place, ...machine(size, hetznerAddressEur) };
}

function scaleway(size: Size): Offering {
  return { provider: 'scaleway', region: 'fr-par', zone: 'fr-par-1', ...machine(size, scalewayDiskAndAddressEur) };
}

function machine(size: Size, extraEur: number): Omit<Offering, 'provider' | 'region' | 'zone'> {
  const [instanceType, architecture, vcpu, memoryGib, diskGb, bareEur] = size;
  return {
    instanceType,
    architecture,
    vcpu,
    memoryBytes: memoryGib * 1024 ** 3,
    diskBytes: diskGb * 10 ** 9,
    priceEurPerHour: Number((bareEur + extraEur).toFixed(8)),
    isEu: true,
    available: true,
  };
}
