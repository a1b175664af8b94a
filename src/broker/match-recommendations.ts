import type { Offering } from '../domain/offering.ts';
import type { Recommendation } from './broker.ts';

/**
 * The offerings that the broker recommends, in the broker's order, which is final. A recommendation that names a region stands
 * for all its zones, in the order of the offerings given. What is not among the offerings is dropped, and nothing comes twice.
 */
export function matchRecommendations(
  recommendations: readonly Recommendation[],
  offerings: readonly Offering[],
): readonly Offering[] {
  const matches = recommendations.flatMap((wanted) => offerings.filter((offering) => isMeant(wanted, offering)));
  return [...new Set(matches)];
}

// Names are compared without regard to case: brokers write dev1-m where Scaleway's API says DEV1-M.
function isMeant(wanted: Recommendation, offering: Offering): boolean {
  const place = wanted.region.toLowerCase();
  return (
    wanted.provider.toLowerCase() === offering.provider &&
    wanted.instanceType.toLowerCase() === offering.instanceType.toLowerCase() &&
    (place === offering.zone || place === offering.region)
  );
}
