import type { Taint } from '../api/generated.ts';
import { unregisteredTaint } from '../api/labels.ts';

/** The part of a Node that says whether it is usable. */
export interface HealthOfNode {
  readonly spec?: { readonly taints?: readonly Taint[] };
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message?: string;
      readonly lastTransitionTime?: string;
    }[];
  };
}

/** Whether the kubelet says Ready. */
export function isNodeReady(node: HealthOfNode): boolean {
  return (
    node.status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false
  );
}

/** Why a registered Node cannot be used yet, as one sentence; undefined when it can. */
export function whyNotInitialized(node: HealthOfNode, startupTaints: readonly Taint[]): string | undefined {
  const ready = node.status?.conditions?.find((condition) => condition.type === 'Ready');
  if (ready?.status !== 'True') return `the kubelet is not Ready: ${ready?.message ?? 'it has not reported yet'}`;
  const waiting = node.spec?.taints?.find(
    (taint) =>
      taint.key === unregisteredTaint.key ||
      startupTaints.some((startup) => startup.key === taint.key && startup.effect === taint.effect),
  );
  return waiting === undefined ? undefined : `the taint ${waiting.key} is still on the node`;
}
