import type { NodePoolSpec } from '../../../src/api/generated.ts';

/** A change of the example's NodePool, as `applyPool` takes it. */
export type PoolChange = (spec: NodePoolSpec) => NodePoolSpec;

/** The pool may rent from these clouds only. */
export function allowing(...allowedProviders: NodePoolSpec['requirements']['allowedProviders']): PoolChange {
  return (spec) => ({ ...spec, requirements: { ...spec.requirements, allowedProviders } });
}

/** The pool may have this many nodes. */
export function upTo(maxNodes: number): PoolChange {
  return (spec) => ({ ...spec, limits: { ...spec.limits, maxNodes } });
}
