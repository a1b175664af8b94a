import type { NodeClass, NodePool } from '../api/generated.ts';
import type { ProviderName } from '../domain/offering.ts';
import { classBlock } from '../domain/class-block.ts';
import type { ClassBlock } from '../domain/class-block.ts';

/** A class with its block for one provider. */
export interface ClassForProvider extends ClassBlock {
  readonly nodeClass: NodeClass;
}

/**
 * The class by which a pool reaches a provider: the one that the pool names, else the first by name in its namespace that has
 * a block for the provider. Undefined when there is none.
 */
export function classForProvider(
  pool: NodePool,
  classes: readonly NodeClass[],
  provider: ProviderName,
): ClassForProvider | undefined {
  const wanted = pool.spec.nodeClassRef?.name;
  return classes
    .filter((nodeClass) => nodeClass.metadata.namespace === pool.metadata.namespace)
    .filter((nodeClass) => wanted === undefined || nodeClass.metadata.name === wanted)
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    .flatMap((nodeClass) => blockOf(nodeClass, provider) ?? [])
    .at(0);
}

/** The same for renting: a class that is being deleted only serves to give back what was rented with it. */
export function classForLaunch(
  pool: NodePool,
  classes: readonly NodeClass[],
  provider: ProviderName,
): ClassForProvider | undefined {
  const staying = classes.filter((nodeClass) => nodeClass.metadata.deletionTimestamp === undefined);
  return classForProvider(pool, staying, provider);
}

function blockOf(nodeClass: NodeClass, provider: ProviderName): ClassForProvider | undefined {
  const found = classBlock(nodeClass, provider);
  return found && { nodeClass, ...found };
}

/** Why a pool cannot use a provider for want of a class, with the mend. */
export function missingClassMessage(pool: NodePool, provider: ProviderName): string {
  const wanted = pool.spec.nodeClassRef?.name;
  const namespace = pool.metadata.namespace;
  return wanted === undefined
    ? `no NodeClass in namespace ${namespace} has a ${provider} block; add one or take ${provider} out of allowedProviders`
    : `NodeClass ${namespace}/${wanted} does not exist, is being deleted or has no ${provider} block; add it or take ${provider} out of allowedProviders`;
}

/** Why a class finds nothing at a provider that answered, with the mend: vendors retire types, and a list of retired ones offers nothing. */
export function nothingOfferedMessage(
  { nodeClass, place, serverTypes }: Pick<ClassForProvider, 'place' | 'serverTypes'> & { readonly nodeClass: Named },
  provider: ProviderName,
): string {
  const where = place === undefined ? '' : ` in ${place}`;
  if (serverTypes === undefined) return `${provider} offers nothing${where} now`;
  const names = serverTypes.slice(0, 5).join(', ');
  const more = serverTypes.length > 5 ? ` and ${serverTypes.length - 5} more` : '';
  return `${provider} sells none of the types${where} that NodeClass ${nodeClass.metadata.name} allows (${names}${more}), which may be retired; correct spec.${provider}.serverTypes`;
}

interface Named {
  readonly metadata: { readonly name: string };
}
