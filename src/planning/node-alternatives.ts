import type { Requirement } from '../api/generated.ts';
import type { NodeSelectorTerm, PodSpec } from '../kube/types.ts';

/** Stands for the field metadata.name among labels; the colon keeps it apart from every real label. */
export const nodeNameKey = 'field:metadata.name';

/** Nodes that a pod accepts: those that satisfy all requirements of at least one alternative. */
export type NodeAlternatives = readonly (readonly Requirement[])[];

/**
 * The pod's nodeSelector and required node affinity as alternatives, in the order of the terms.
 * An empty term matches nothing, as the scheduler has it; no alternative at all means that no node can serve the pod.
 */
export function nodeAlternatives(spec: Pick<PodSpec, 'nodeSelector' | 'affinity'>): NodeAlternatives {
  const selected = Object.entries(spec.nodeSelector ?? {}).map(([key, value]): Requirement => ({
    key,
    operator: 'In',
    values: [value],
  }));
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (terms === undefined) return [selected];
  return terms.filter(isNotEmpty).map((term) => [...selected, ...requirementsOf(term)]);
}

function isNotEmpty(term: NodeSelectorTerm): boolean {
  return (term.matchExpressions?.length ?? 0) + (term.matchFields?.length ?? 0) > 0;
}

function requirementsOf(term: NodeSelectorTerm): readonly Requirement[] {
  const fields = (term.matchFields ?? []).map((field) => ({ ...field, key: `field:${field.key}` }));
  return [...(term.matchExpressions ?? []), ...fields];
}
