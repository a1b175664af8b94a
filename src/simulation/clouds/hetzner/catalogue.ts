/** A place of the simulated Hetzner. */
export interface LocationEntry {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly country: string;
  readonly city: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly networkZone: string;
}

/** A server type with its price per month at each location that has it. */
export interface ServerTypeEntry {
  readonly id: number;
  readonly name: string;
  readonly category: string;
  readonly cores: number;
  /** In GB as the API gives it; the machine gets GiB. */
  readonly memoryGb: number;
  readonly diskGb: number;
  readonly cpuType: 'shared' | 'dedicated';
  readonly architecture: 'x86' | 'arm';
  readonly monthlyNetEur: Readonly<Record<string, number>>;
  /** Announced and last day of sale, when the vendor retires it. */
  readonly deprecation: { readonly announced: string; readonly unavailableAfter: string } | null;
}

/** An operating-system image. */
export interface ImageEntry {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly flavor: string;
  readonly version: string;
  readonly architecture: 'x86' | 'arm';
  readonly created: string;
}

/** Locations, from the vendor's API reference (`GET /v1/locations`). */
export const locations: readonly LocationEntry[] = [
  place(1, 'fsn1', { country: 'DE', city: 'Falkenstein', at: [50.47612, 12.370071], zone: 'eu-central' }),
  place(2, 'nbg1', { country: 'DE', city: 'Nuremberg', at: [49.452102, 11.076665], zone: 'eu-central' }),
  place(3, 'hel1', { country: 'FI', city: 'Helsinki', at: [60.169855, 24.938379], zone: 'eu-central' }),
  place(4, 'ash', { country: 'US', city: 'Ashburn, VA', at: [39.045821, -77.487073], zone: 'us-east' }),
  place(5, 'hil', { country: 'US', city: 'Hillsboro, OR', at: [45.54222, -122.951924], zone: 'us-west' }),
  place(6, 'sin', { country: 'SG', city: 'Singapore', at: [1.283333, 103.833333], zone: 'ap-southeast' }),
];

const eu = ['fsn1', 'nbg1', 'hel1'] as const;
const world = [...eu, 'ash', 'hil', 'sin'] as const;
const shared = { cpuType: 'shared', architecture: 'x86', deprecation: null } as const;
const arm = { cpuType: 'shared', architecture: 'arm', deprecation: null } as const;

/**
 * Server types, as of 1 July 2026. Monthly net prices are those of the vendor's price notice on docs.hetzner.com for orders
 * after 15 June 2026. Simplified: cpx22 and ccx13 have one price everywhere, although the vendor asks more outside the EU.
 * cx22 is there as a retired name, which the API still lists and no longer sells.
 */
export const serverTypes: readonly ServerTypeEntry[] = [
  {
    id: 104,
    name: 'cx22',
    category: 'Cost-Optimized',
    cores: 2,
    memoryGb: 4,
    diskGb: 40,
    ...shared,
    monthlyNetEur: at(eu, 5.49),
    deprecation: { announced: '2025-10-16T06:00:00Z', unavailableAfter: '2026-01-16T06:00:00Z' },
  },
  {
    id: 114,
    name: 'cx23',
    category: 'Cost-Optimized',
    cores: 2,
    memoryGb: 4,
    diskGb: 40,
    ...shared,
    monthlyNetEur: at(eu, 5.49),
  },
  {
    id: 115,
    name: 'cx33',
    category: 'Cost-Optimized',
    cores: 4,
    memoryGb: 8,
    diskGb: 80,
    ...shared,
    monthlyNetEur: at(eu, 8.49),
  },
  {
    id: 116,
    name: 'cx43',
    category: 'Cost-Optimized',
    cores: 8,
    memoryGb: 16,
    diskGb: 160,
    ...shared,
    monthlyNetEur: at(eu, 15.99),
  },
  {
    id: 117,
    name: 'cx53',
    category: 'Cost-Optimized',
    cores: 16,
    memoryGb: 32,
    diskGb: 320,
    ...shared,
    monthlyNetEur: at(eu, 29.49),
  },
  {
    id: 45,
    name: 'cax11',
    category: 'Cost-Optimized',
    cores: 2,
    memoryGb: 4,
    diskGb: 40,
    ...arm,
    monthlyNetEur: at(eu, 5.99),
  },
  {
    id: 93,
    name: 'cax21',
    category: 'Cost-Optimized',
    cores: 4,
    memoryGb: 8,
    diskGb: 80,
    ...arm,
    monthlyNetEur: at(eu, 10.49),
  },
  {
    id: 94,
    name: 'cax31',
    category: 'Cost-Optimized',
    cores: 8,
    memoryGb: 16,
    diskGb: 160,
    ...arm,
    monthlyNetEur: at(eu, 20.99),
  },
  {
    id: 95,
    name: 'cax41',
    category: 'Cost-Optimized',
    cores: 16,
    memoryGb: 32,
    diskGb: 320,
    ...arm,
    monthlyNetEur: at(eu, 40.99),
  },
  {
    id: 109,
    name: 'cpx22',
    category: 'Regular Performance',
    cores: 2,
    memoryGb: 4,
    diskGb: 80,
    ...shared,
    monthlyNetEur: at(world, 19.49),
  },
  {
    id: 96,
    name: 'ccx13',
    category: 'General Purpose',
    cores: 2,
    memoryGb: 8,
    diskGb: 80,
    ...shared,
    cpuType: 'dedicated',
    monthlyNetEur: at(world, 42.99),
  },
];

/** System images, for both architectures. */
export const images: readonly ImageEntry[] = [
  image(67794396, 'ubuntu-22.04', {
    flavor: 'ubuntu',
    version: '22.04',
    architecture: 'x86',
    created: '2022-04-21T13:32:38Z',
  }),
  image(103908070, 'ubuntu-22.04', {
    flavor: 'ubuntu',
    version: '22.04',
    architecture: 'arm',
    created: '2023-03-20T06:10:04Z',
  }),
  image(161547269, 'ubuntu-24.04', {
    flavor: 'ubuntu',
    version: '24.04',
    architecture: 'x86',
    created: '2024-04-25T13:26:27Z',
  }),
  image(161547270, 'ubuntu-24.04', {
    flavor: 'ubuntu',
    version: '24.04',
    architecture: 'arm',
    created: '2024-04-25T13:26:51Z',
  }),
  image(114690387, 'debian-12', {
    flavor: 'debian',
    version: '12',
    architecture: 'x86',
    created: '2023-06-13T06:00:02Z',
  }),
  image(114690389, 'debian-12', {
    flavor: 'debian',
    version: '12',
    architecture: 'arm',
    created: '2023-06-13T06:00:45Z',
  }),
  image(310557660, 'debian-13', {
    flavor: 'debian',
    version: '13',
    architecture: 'x86',
    created: '2025-08-11T06:00:02Z',
  }),
  image(310557664, 'debian-13', {
    flavor: 'debian',
    version: '13',
    architecture: 'arm',
    created: '2025-08-11T06:00:45Z',
  }),
];

/** Net price of a primary IPv4, in EUR (https://docs.hetzner.com/cloud/servers/primary-ips/overview/). IPv6 is free. */
export const primaryIpv4NetEur = { hourly: 0.0008, monthly: 0.5 } as const;

/** Net price of a GB of volume in EUR (https://docs.hetzner.com/cloud/billing/faq/, price list of July 2026). */
export const volumeNetEurPerGbMonth = 0.044;

/** The same for each hour; the vendor's monthly prices are those of 730 hours. */
export const volumeNetEurPerGbHour = volumeNetEurPerGbMonth / 730;

/** Monthly net prices of floating IPs, in EUR (https://docs.hetzner.com/cloud/floating-ips/overview/). */
export const floatingIpNetEur = { ipv4: 3, ipv6: 1 } as const;

/** Value-added tax that gross prices contain. */
export const vatRate = 0.19;

/** Hourly net price in EUR: the vendor caps a month at 624 hours. */
export function hourlyNetEur(type: ServerTypeEntry, location: string): number | undefined {
  const monthly = type.monthlyNetEur[location];
  return monthly === undefined ? undefined : Math.round((monthly / 624) * 10_000) / 10_000;
}

interface Place {
  readonly country: string;
  readonly city: string;
  readonly at: readonly [number, number];
  readonly zone: string;
}

function place(id: number, name: string, { country, city, at: [latitude, longitude], zone }: Place): LocationEntry {
  return { id, name, description: `${city} DC Park 1`, country, city, latitude, longitude, networkZone: zone };
}

function at(where: readonly string[], monthly: number): Record<string, number> {
  return Object.fromEntries(where.map((location) => [location, monthly]));
}

function image(id: number, name: string, rest: Omit<ImageEntry, 'id' | 'name' | 'description'>): ImageEntry {
  const flavor = rest.flavor === 'ubuntu' ? 'Ubuntu' : 'Debian';
  return { id, name, description: `${flavor} ${rest.version}`, ...rest };
}
