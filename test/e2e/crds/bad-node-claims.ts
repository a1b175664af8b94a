import type { Refusal } from './refusal.ts';

const requirement = (item: Refusal['patch']): Refusal['patch'] => ({ spec: { requirements: [item] } });

/** NodeClaims that must be refused, although only Cloudburst makes them: a slip of ours must not buy a machine. */
export const badNodeClaims: readonly Refusal[] = [
  { when: 'it has no pool', patch: { spec: { nodePoolRef: null } }, says: ['spec.nodePoolRef', 'Required'] },
  { when: 'it has no resources', patch: { spec: { resources: null } }, says: ['spec.resources', 'Required'] },
  {
    when: 'its name is no host name',
    patch: { metadata: { name: 'dr.nodepool-1' } },
    says: ["NodeClaim's name must be a host name"],
  },
  {
    when: 'its name is longer than a host name may be',
    patch: { metadata: { name: 'a'.repeat(64) } },
    says: ['at most 63'],
  },
  {
    when: 'a request is no quantity',
    patch: { spec: { resources: { requests: { cpu: 'much' } } } },
    says: ['spec.resources.requests.cpu', 'should match'],
  },
  {
    when: 'an operator is unknown',
    patch: requirement({ key: 'kubernetes.io/arch', operator: 'Is', values: ['amd64'] }),
    says: ['spec.requirements[0].operator', '"Is"', '"In"'],
  },
  {
    when: 'In has no values',
    patch: requirement({ key: 'kubernetes.io/arch', operator: 'In' }),
    says: ['operators In and NotIn need values'],
  },
  {
    when: 'Exists has values',
    patch: requirement({ key: 'kubernetes.io/arch', operator: 'Exists', values: ['amd64'] }),
    says: ['operators Exists and DoesNotExist take no values'],
  },
  {
    when: 'Gt has two values',
    patch: requirement({ key: 'cpus', operator: 'Gt', values: ['1', '2'] }),
    says: ['operators Gt and Lt take exactly one value'],
  },
  {
    when: 'Gt has a word',
    patch: requirement({ key: 'cpus', operator: 'Gt', values: ['many'] }),
    says: ['operators Gt and Lt take a whole number'],
  },
];
