import type { NodePool } from '../api/generated.ts';
import { labels } from '../api/labels.ts';
import type { Offering } from '../domain/offering.ts';

/**
 * Labels that the controller gives to the Node of a machine: the pool's template labels, overridden by what is really so.
 * The claim's own label and the hostname come on top once the claim has a name.
 */
export function nodeLabelsOf(pool: NodePool, offering: Offering): Readonly<Record<string, string>> {
  return {
    ...pool.spec.template?.labels,
    [labels.nodePool]: pool.metadata.name,
    [labels.provider]: offering.provider,
    [labels.region]: offering.region,
    [labels.topologyRegion]: offering.region,
    [labels.topologyZone]: offering.zone,
    [labels.instanceType]: offering.instanceType,
    [labels.arch]: offering.architecture,
    [labels.os]: 'linux',
  };
}

/** Labels whose value depends on the offering that is bought; requirements on them travel with the claim. */
export const offeringLabels: ReadonlySet<string> = new Set([
  labels.provider,
  labels.region,
  labels.topologyRegion,
  labels.topologyZone,
  labels.instanceType,
  labels.arch,
  'beta.kubernetes.io/arch',
]);

// No label value has spaces, so that nothing but Exists and NotIn can match a name that is not known yet.
const notKnownYet = 'not known yet';

/** Labels that every Node has whatever was bought, its name included; the kubelet still sets the two beta ones. */
export function givenLabels(architecture: string, name: string = notKnownYet): Readonly<Record<string, string>> {
  return {
    [labels.hostname]: name,
    [labels.nodeClaim]: name,
    [labels.os]: 'linux',
    'beta.kubernetes.io/os': 'linux',
    'beta.kubernetes.io/arch': architecture,
  };
}
