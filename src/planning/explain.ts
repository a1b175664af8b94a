import type { PodKey, ScaleUpPlan } from './plan.ts';

/** The plan in sentences, for tests, events and `cloudburst plan`: purchases first, then what is placed, refused and spare. */
export function explainPlan(plan: ScaleUpPlan): readonly string[] {
  return [
    ...plan.claims.map((claim) => `Buying for pool ${claim.pool.name}, for ${claim.why}`),
    ...plan.placed.map(({ pod, onto }) => `Pod ${nameOf(pod)} fits ${kinds[onto.kind]} ${onto.name}`),
    ...plan.unserved.map(({ pod, reasons }) => `Pod ${nameOf(pod)} is not served: ${explainReasons(reasons)}`),
    ...plan.surplusClaims.map(({ namespace, name }) => `NodeClaim ${namespace}/${name} is not needed`),
  ];
}

/** Why a pod is not served, pool by pool, in one line. */
export function explainReasons(reasons: ScaleUpPlan['unserved'][number]['reasons']): string {
  if (reasons.length === 0) return 'there is no NodePool; create one';
  return reasons.map(({ pool, message }) => `${pool}: ${message}`).join('; ');
}

const kinds = { ReadyNode: 'Ready node', InitializingNode: 'initializing node', NodeClaim: 'NodeClaim' } as const;

function nameOf({ namespace, name }: PodKey): string {
  return `${namespace}/${name}`;
}
