/** Clouds that Cloudburst can rent from. */
export const providerNames = ['hetzner', 'scaleway'] as const;

/** Name of a cloud that Cloudburst can rent from. */
export type ProviderName = (typeof providerNames)[number];

/** Whether a name that a pool or a claim carries is that of a cloud Cloudburst can rent from. */
export function isProviderName(name: string): name is ProviderName {
  return providerNames.some((known) => known === name);
}

/** CPU architecture as Kubernetes spells it in kubernetes.io/arch. */
export type Architecture = 'amd64' | 'arm64';

/** An instance type in a place at a price: what can be bought. */
export interface Offering {
  readonly provider: ProviderName;
  /** Hetzner: location such as fsn1. Scaleway: region such as fr-par. */
  readonly region: string;
  /** Hetzner: the same as the region. Scaleway: zone such as fr-par-1. */
  readonly zone: string;
  readonly instanceType: string;
  readonly architecture: Architecture;
  /** Whole virtual CPUs. */
  readonly vcpu: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  /** EUR for one hour, net, with the root disk and one IPv4 address. */
  readonly priceEurPerHour: number;
  /** Inside the European Union. */
  readonly isEu: boolean;
  /** The vendor's own hint. It demotes and never excludes. */
  readonly available: boolean;
}

/** Names one offering among those of all clouds. */
export function offeringKey(offering: Pick<Offering, 'provider' | 'zone' | 'instanceType'>): string {
  return `${offering.provider}/${offering.zone}/${offering.instanceType}`;
}
