import type { Architecture } from '../domain/offering.ts';

/** What a machine must have to be recommended. */
export interface RecommendationRequest {
  readonly arch: Architecture;
  /** Whole virtual CPUs at least. */
  readonly minVcpu?: number;
  /** GiB of memory at least. */
  readonly minRamGb?: number;
  /** EU keeps to regions inside the European Union; absent means anywhere. */
  readonly regionConstraint?: 'EU';
  readonly maxPriceEurPerHour?: number;
  /** Absent means every cloud that the broker knows. */
  readonly allowedProviders?: readonly string[];
  /** The most recommendations wanted. */
  readonly limit?: number;
}

/** One instance type in one place, in the broker's words. */
export interface Recommendation {
  /** Cloud, for example hetzner. */
  readonly provider: string;
  /** Region or zone, as the broker calls it. */
  readonly region: string;
  readonly instanceType: string;
  readonly vcpu?: number;
  readonly ramGb?: number;
  readonly priceEurPerHour?: number;
  readonly score?: number;
}

/** Says in which order machines are to be tried. */
export interface Broker {
  /** Best first; an empty list means that nothing fits. Throws BrokerUnavailableError. */
  recommend(request: RecommendationRequest, signal: AbortSignal): Promise<readonly Recommendation[]>;
}
