import type { Offering } from '../domain/offering.ts';
import type { Broker, Recommendation } from './broker.ts';
import { ramGbOf, rankOfferings, type RankedOffering, type Ranking } from './ranking.ts';

/** What the embedded broker works with. */
export interface EmbeddedBrokerOptions {
  /** What can be bought now; may read catalogues. */
  readonly offerings: (signal: AbortSignal) => Promise<readonly Offering[]>;
  /** Default: full price. */
  readonly ranking?: Ranking;
}

/** A broker in this process, ranking what the clouds' catalogues say. Throws what `offerings` throws. */
export function createEmbeddedBroker(options: EmbeddedBrokerOptions): Broker {
  return {
    async recommend(request, signal) {
      const offerings = await options.offerings(signal);
      return rankOfferings(offerings, request, options.ranking).map(toRecommendation);
    },
  };
}

function toRecommendation({ offering, score }: RankedOffering): Recommendation {
  return {
    provider: offering.provider,
    region: offering.zone,
    instanceType: offering.instanceType,
    vcpu: offering.vcpu,
    ramGb: ramGbOf(offering),
    priceEurPerHour: offering.priceEurPerHour,
    score,
  };
}
