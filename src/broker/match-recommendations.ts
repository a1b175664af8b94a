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

/**
 * The answers to several requests as one list, for a pool of two architectures: each answer keeps its order, and of two heads the
 * cheaper goes first; without prices the earlier answer does.
 */
export function mergeAnswers(answers: readonly (readonly Recommendation[])[]): readonly Recommendation[] {
  const heads = answers.filter((answer) => answer.length > 0).map((answer) => [...answer]);
  const merged: Recommendation[] = [];
  for (let left = heads.flat().length; left > 0; left -= 1) {
    const best = heads.reduce(
      (cheapest, answer) => (priceOf(answer[0]) < priceOf(cheapest[0]) ? answer : cheapest),
      heads[0] ?? [],
    );
    merged.push(...best.splice(0, 1));
    if (best.length === 0) heads.splice(heads.indexOf(best), 1);
  }
  return merged;
}

function priceOf(recommendation: Recommendation | undefined): number {
  return recommendation?.priceEurPerHour ?? Number.POSITIVE_INFINITY;
}
