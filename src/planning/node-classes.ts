import type { NodeClass, NodePool } from '../api/generated.ts';
import { classBlock } from '../domain/class-block.ts';
import { isProviderName, providerNames, type Offering, type ProviderName } from '../domain/offering.ts';
import { compareText } from './text-order.ts';

/** The class by which a pool reaches each of its clouds; a cloud without one cannot be used. */
export type ClassByProvider = Readonly<Partial<Record<ProviderName, NodeClass>>>;

/**
 * For each allowed cloud the class that the pool names, else the first by name in its namespace that has a block for that cloud.
 */
export function classesOfPool(pool: NodePool, classes: readonly NodeClass[]): ClassByProvider {
  const usable = classesInReach(pool, classes);
  const providers = pool.spec.requirements.allowedProviders.filter(isProviderName);
  const entries = providers.map((provider) => [
    provider,
    usable.find((nodeClass) => nodeClass.spec[provider] !== undefined),
  ]);
  return Object.fromEntries(entries.filter(([, nodeClass]) => nodeClass !== undefined));
}

/** Why a pool has no class for any of its clouds, as one sentence; undefined when it has one. */
export function missingClass(pool: NodePool, classes: readonly NodeClass[]): string | undefined {
  if (Object.keys(classesOfPool(pool, classes)).length > 0) return undefined;
  const { allowedProviders } = pool.spec.requirements;
  if (!allowedProviders.some(isProviderName)) {
    return `Cloudburst cannot rent from ${allowedProviders.join(' or ')} yet; allow ${providerNames.join(' or ')} in pool ${pool.metadata.name}`;
  }
  const blocks = allowedProviders.filter(isProviderName).join(' or ');
  const wanted = pool.spec.nodeClassRef?.name;
  if (wanted === undefined)
    return `no NodeClass in namespace ${pool.metadata.namespace} has a block for ${blocks}; create one`;
  return classesInReach(pool, classes).length === 0
    ? `NodeClass ${wanted} not found in namespace ${pool.metadata.namespace}; create it or change nodeClassRef of pool ${pool.metadata.name}`
    : `NodeClass ${wanted} has no block for ${blocks}; add one or change allowedProviders of pool ${pool.metadata.name}`;
}

/** Whether the class lets an offering be rented: its location or zone and its list of server types, where it has them. */
export function classAllows(nodeClass: NodeClass, offering: Offering): boolean {
  const block = classBlock(nodeClass, offering.provider);
  if (block === undefined) return false;
  const { place = offering.zone, serverTypes = [offering.instanceType] } = block;
  return place === offering.zone && serverTypes.includes(offering.instanceType);
}

function classesInReach(pool: NodePool, classes: readonly NodeClass[]): readonly NodeClass[] {
  const wanted = pool.spec.nodeClassRef?.name;
  return classes
    .filter((nodeClass) => nodeClass.metadata.namespace === pool.metadata.namespace)
    .filter((nodeClass) => nodeClass.metadata.deletionTimestamp === undefined)
    .filter((nodeClass) => wanted === undefined || nodeClass.metadata.name === wanted)
    .toSorted((a, b) => compareText(a.metadata.name, b.metadata.name));
}
