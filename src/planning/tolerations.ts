import type { Taint } from '../api/generated.ts';
import type { Toleration } from '../kube/types.ts';

/** Whether the toleration covers the taint: no key with Exists covers all keys, no effect covers all effects. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect !== undefined && toleration.effect !== taint.effect) return false;
  if (toleration.key !== undefined && toleration.key !== '' && toleration.key !== taint.key) return false;
  const value = taint.value ?? '';
  switch (toleration.operator ?? 'Equal') {
    case 'Exists':
      return true;
    case 'Equal':
      return (toleration.key ?? '') !== '' && (toleration.value ?? '') === value;
    case 'Gt':
      return comparable(toleration.value, value) && Number(value) > Number(toleration.value);
    case 'Lt':
      return comparable(toleration.value, value) && Number(value) < Number(toleration.value);
    default:
      return false;
  }
}

/** The first taint that keeps the pod away, or undefined. PreferNoSchedule never does. */
export function untolerated(
  tolerations: readonly Toleration[] | undefined,
  taints: readonly Taint[],
): Taint | undefined {
  const hard = taints.filter((taint) => taint.effect !== 'PreferNoSchedule');
  return hard.find((taint) => !(tolerations ?? []).some((toleration) => tolerates(toleration, taint)));
}

/** The taint as kubectl writes it: `key=value:Effect`, or `key:Effect`. */
export function formatTaint(taint: Taint): string {
  return taint.value === undefined || taint.value === ''
    ? `${taint.key}:${taint.effect}`
    : `${taint.key}=${taint.value}:${taint.effect}`;
}

// Kubernetes 1.35 (alpha): Gt and Lt compare integers; anything else never matches.
function comparable(bound: string | undefined, value: string): boolean {
  return /^-?\d+$/.test(bound ?? '') && /^-?\d+$/.test(value);
}
