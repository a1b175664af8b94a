import { bytes, cpuMillis, formatBytes, formatCpu } from './quantity.ts';

/**
 * Amounts by resource name in base units: cpu in thousandths of a core, memory and storage in bytes, anything else in whole units.
 * A name that is absent means none of it. Exact below 2^53.
 */
export type ResourceList = Readonly<Record<string, number>>;

/** Resources as Kubernetes writes them. Throws QuantityError. */
export function parseResources(quantities: Readonly<Record<string, string | number>> | undefined): ResourceList {
  const entries = Object.entries(quantities ?? {});
  return Object.fromEntries(entries.map(([name, text]) => [name, parseAmount(name, String(text))]));
}

/** Resources as Kubernetes reads them, without those that are zero, in order of their names. */
export function formatResources(resources: ResourceList): Record<string, string> {
  const entries = Object.entries(resources).filter(([, amount]) => amount !== 0);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, amount]) => [name, formatAmount(name, amount)]));
}

/** One amount as Kubernetes writes it: 1500m of cpu, 2Gi of memory, 3 of anything else. */
export function formatAmount(name: string, amount: number): string {
  if (name === 'cpu') return formatCpu(amount);
  return isBytes(name) ? formatBytes(amount) : String(Math.ceil(amount));
}

/** Sum of both, name by name. */
export function addResources(a: ResourceList, b: ResourceList): ResourceList {
  return combine(a, b, (left, right) => left + right);
}

/** What is left of `a` without `b`; may be negative. */
export function subtractResources(a: ResourceList, b: ResourceList): ResourceList {
  return combine(a, b, (left, right) => left - right);
}

/** The greater amount of each name. */
export function maxResources(a: ResourceList, b: ResourceList): ResourceList {
  return combine(a, b, Math.max);
}

/** The smaller amount of each name; a name that only one of them has counts as zero in the other. */
export function minResources(a: ResourceList, b: ResourceList): ResourceList {
  return combine(a, b, Math.min);
}

/** Whether every requested amount is free. Requests of zero always fit. */
export function resourcesFit(requests: ResourceList, free: ResourceList): boolean {
  for (const name in requests) if (isLacking(name, requests, free)) return false;
  return true;
}

/** The name of the first resource of which more is requested than is free, in order of names. */
export function lackingResource(requests: ResourceList, free: ResourceList): string | undefined {
  return Object.keys(requests)
    .toSorted()
    .find((name) => isLacking(name, requests, free));
}

function isLacking(name: string, requests: ResourceList, free: ResourceList): boolean {
  const requested = requests[name] ?? 0;
  return requested > 0 && requested > (free[name] ?? 0);
}

function combine(a: ResourceList, b: ResourceList, merge: (left: number, right: number) => number): ResourceList {
  const result: Record<string, number> = { ...a };
  for (const name of Object.keys(a)) result[name] = merge(a[name] ?? 0, b[name] ?? 0);
  for (const name of Object.keys(b)) if (!Object.hasOwn(a, name)) result[name] = merge(0, b[name] ?? 0);
  return result;
}

function parseAmount(name: string, text: string): number {
  return name === 'cpu' ? cpuMillis(text) : bytes(text);
}

function isBytes(name: string): boolean {
  return name === 'memory' || name === 'ephemeral-storage' || name.startsWith('hugepages-');
}
