import type { NodeClass, NodeClassSpec, SecretKeyReference } from '../api/generated.ts';
import type { ProviderName } from './offering.ts';

/** The block of one cloud in a NodeClass. */
export type ProviderBlock = NonNullable<NodeClassSpec[ProviderName]>;

/** What is read of a block outside of the cloud's own folder. */
export interface ClassBlock {
  readonly block: ProviderBlock;
  /** The Secret that holds the cloud's credential. */
  readonly credential: SecretKeyReference;
  /** Rent in this location or zone only; undefined for everywhere. */
  readonly place: string | undefined;
  /** Instance types that may be rented; undefined for all. */
  readonly serverTypes: readonly string[] | undefined;
}

const readers: Readonly<Record<ProviderName, (spec: NodeClassSpec) => ClassBlock | undefined>> = {
  hetzner: ({ hetzner: block }) => block && { ...common(block, block.location), credential: block.apiTokenSecretRef },
  scaleway: ({ scaleway: block }) => block && { ...common(block, block.zone), credential: block.apiKeySecretRef },
};

/** The block of a cloud in a class; undefined when the class has none. */
export function classBlock(nodeClass: Pick<NodeClass, 'spec'>, provider: ProviderName): ClassBlock | undefined {
  return readers[provider](nodeClass.spec);
}

function common(block: ProviderBlock, place: string | undefined): Omit<ClassBlock, 'credential'> {
  return { block, place, serverTypes: block.serverTypes };
}
