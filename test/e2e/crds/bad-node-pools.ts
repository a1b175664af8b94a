import type { Refusal } from './refusal.ts';

const requirements = (patch: Refusal['patch']): Refusal['patch'] => ({ spec: { requirements: patch } });
const limits = (patch: Refusal['patch']): Refusal['patch'] => ({ spec: { limits: patch } });
const template = (patch: Refusal['patch']): Refusal['patch'] => ({ spec: { template: patch } });
const disruption = (patch: Refusal['patch']): Refusal['patch'] => ({ spec: { disruption: patch } });
const taint = { key: 'burst', value: 'true', effect: 'NoSchedule' } as const;

/** NodePools that must be refused. */
export const badNodePools: readonly Refusal[] = [
  { when: 'it has no spec', patch: { spec: null }, says: ['spec', 'Required value'] },
  { when: 'it has no requirements', patch: { spec: { requirements: null } }, says: ['spec.requirements', 'Required'] },
  { when: 'it has no limits', patch: { spec: { limits: null } }, says: ['spec.limits', 'Required'] },
  {
    when: 'its name is too long to name machines after it',
    patch: { metadata: { name: 'a'.repeat(46) }, spec: { template: null } },
    says: ['name must have at most 45', 'machines are named after it'],
  },
  {
    when: 'its name has a dot',
    patch: { metadata: { name: 'dr.nodepool' }, spec: { template: null } },
    says: ['letters, digits and hyphens'],
  },
  {
    when: 'a field is misspelt',
    patch: requirements({ maxPriceEurPerHours: 0.5 }),
    says: ['unknown field', 'spec.requirements.maxPriceEurPerHours'],
  },
  {
    when: 'the region constraint is unknown',
    patch: requirements({ regionConstraint: 'US' }),
    says: ['spec.requirements.regionConstraint', '"US"', 'supported values', '"ANY"', '"EU"'],
  },
  { when: 'arch is empty', patch: requirements({ arch: [] }), says: ['spec.requirements.arch', 'at least 1'] },
  {
    when: 'arch is unknown',
    patch: requirements({ arch: ['riscv64'] }),
    says: ['spec.requirements.arch[0]', '"riscv64"', 'supported values'],
  },
  {
    when: 'arch is a word and no list',
    patch: requirements({ arch: 'x86_64' }),
    says: ['spec.requirements.arch', 'must be of type array'],
  },
  {
    when: 'arch is named twice',
    patch: requirements({ arch: ['x86_64', 'x86_64'] }),
    says: ['spec.requirements.arch[1]', 'Duplicate value'],
  },
  {
    when: 'the price cap is zero',
    patch: requirements({ maxPriceEurPerHour: 0 }),
    says: ['spec.requirements.maxPriceEurPerHour', 'greater than 0'],
  },
  {
    when: 'the price cap is negative',
    patch: requirements({ maxPriceEurPerHour: -0.5 }),
    says: ['spec.requirements.maxPriceEurPerHour', 'greater than 0'],
  },
  {
    when: 'the price cap is text',
    patch: requirements({ maxPriceEurPerHour: '0.50' }),
    says: ['spec.requirements.maxPriceEurPerHour', 'must be of type number'],
  },
  {
    when: 'no provider is allowed',
    patch: requirements({ allowedProviders: [] }),
    says: ['spec.requirements.allowedProviders', 'at least 1'],
  },
  {
    when: 'a provider is misspelt',
    patch: requirements({ allowedProviders: ['hetzer'] }),
    says: ['spec.requirements.allowedProviders[0]', '"hetzer"', '"hetzner"', '"scaleway"'],
  },
  {
    when: 'a provider is named twice',
    patch: requirements({ allowedProviders: ['hetzner', 'hetzner'] }),
    says: ['allowedProviders[1]', 'Duplicate value', '"hetzner"'],
  },
  {
    when: 'only clouds are allowed that this version cannot rent from',
    patch: requirements({ allowedProviders: ['gcp', 'aws'] }),
    says: ['allowedProviders needs a cloud that this version rents from', 'hetzner and scaleway'],
  },
  { when: 'maxNodes is missing', patch: limits({ maxNodes: null }), says: ['spec.limits.maxNodes', 'Required'] },
  {
    when: 'maxNodes is negative',
    patch: limits({ maxNodes: -1 }),
    says: ['spec.limits.maxNodes', 'greater than or equal to 0'],
  },
  {
    when: 'maxNodes is beyond reason',
    patch: limits({ maxNodes: 1001 }),
    says: ['spec.limits.maxNodes', 'less than or equal to 1000'],
  },
  { when: 'maxNodes is half a node', patch: limits({ maxNodes: 1.5 }), says: ['spec.limits.maxNodes', 'integer'] },
  {
    when: 'minNodes exceeds maxNodes',
    patch: limits({ minNodes: 3 }),
    says: ['limits.minNodes must not be greater than limits.maxNodes'],
  },
  {
    when: 'the CPU limit is no quantity',
    patch: limits({ cpu: 'four' }),
    says: ['limits.cpu must be a quantity', '1500m'],
  },
  {
    when: 'the CPU limit is negative',
    patch: limits({ cpu: -4 }),
    says: ['limits.cpu must be a quantity that is not negative'],
  },
  {
    when: 'the memory limit is no quantity',
    patch: limits({ memory: '8GB' }),
    says: ['limits.memory must be a quantity', '64Gi'],
  },
  {
    when: 'the memory limit is negative',
    patch: limits({ memory: -1 }),
    says: ['limits.memory must be a quantity that is not negative'],
  },
  {
    when: 'the hourly budget is zero',
    patch: limits({ maxHourlyPriceEur: 0 }),
    says: ['spec.limits.maxHourlyPriceEur', 'greater than 0'],
  },
  {
    when: 'a template label is in the domain of Kubernetes',
    patch: template({ labels: { 'node-role.kubernetes.io/worker': '' } }),
    says: ['template.labels must not use the reserved domains kubernetes.io and k8s.io'],
  },
  {
    when: 'a template label is in a subdomain of k8s.io',
    patch: template({ labels: { 'cluster.x.k8s.io/owner': 'me' } }),
    says: ['reserved domains'],
  },
  {
    when: 'a template label is one that Cloudburst sets',
    patch: template({ labels: { 'cloudburst.io/nodeclaim': 'x' } }),
    says: ['must not set labels of cloudburst.io other than nodepool and provider'],
  },
  {
    when: 'a template label names another pool',
    patch: template({ labels: { 'cloudburst.io/nodepool': 'another' } }),
    says: ['cloudburst.io/nodepool names another pool', "give it this pool's name"],
  },
  {
    when: 'a template label has a bad key',
    patch: template({ labels: { 'has space': 'x' } }),
    says: ['template.labels has a key that is not a valid label name'],
  },
  {
    when: 'a template label has a key of 64 characters',
    patch: template({ labels: { ['k'.repeat(64)]: 'x' } }),
    says: ['not a valid label name'],
  },
  {
    when: 'a template label has a bad value',
    patch: template({ labels: { team: 'a b' } }),
    says: ['spec.template.labels.team', 'should match'],
  },
  {
    when: 'a template label has a value of 64 characters',
    patch: template({ labels: { team: 'v'.repeat(64) } }),
    says: ['spec.template.labels.team', 'may not be more than 63'],
  },
  {
    when: 'a template annotation is in the domain of Kubernetes',
    patch: template({ annotations: { 'node.alpha.kubernetes.io/ttl': '0' } }),
    says: ['template.annotations must not use the reserved domains'],
  },
  {
    when: 'a template annotation has a bad key',
    patch: template({ annotations: { '-x': '0' } }),
    says: ['template.annotations has a key that is not a valid annotation name'],
  },
  {
    when: 'a taint has an unknown effect',
    patch: template({ taints: [{ ...taint, effect: 'Never' }] }),
    says: ['spec.template.taints[0].effect', '"Never"', '"NoSchedule"'],
  },
  {
    when: 'a taint has no key',
    patch: template({ taints: [{ effect: 'NoSchedule' }] }),
    says: ['spec.template.taints[0].key', 'Required'],
  },
  {
    when: 'a taint has a bad key',
    patch: template({ taints: [{ ...taint, key: 'a/b/c' }] }),
    says: ['spec.template.taints[0].key', 'should match'],
  },
  {
    when: 'a taint stands there twice',
    patch: template({ taints: [taint, { ...taint, value: 'false' }] }),
    says: ['spec.template.taints[1]', 'Duplicate value', '"burst"'],
  },
  {
    when: "a taint is Cloudburst's own",
    patch: template({ taints: [{ key: 'cloudburst.io/unregistered', effect: 'NoExecute' }] }),
    says: ['cloudburst.io/unregistered is Cloudburst', 'own'],
  },
  {
    when: 'a startup taint is also a lasting one',
    patch: template({ taints: [taint], startupTaints: [taint] }),
    says: ['template.taints and template.startupTaints share a taint'],
  },
  {
    when: 'a TTL is negative',
    patch: disruption({ ttlSecondsAfterEmpty: -1 }),
    says: ['spec.disruption.ttlSecondsAfterEmpty', 'greater than or equal to 0'],
  },
  {
    when: 'nodes would expire before they may count as empty',
    patch: disruption({ ttlSecondsAfterEmpty: 3600, ttlSecondsUntilExpired: 600 }),
    says: ['ttlSecondsUntilExpired must be greater than disruption.ttlSecondsAfterEmpty'],
  },
  {
    when: 'a TTL is a duration in words',
    patch: disruption({ ttlSecondsAfterEmpty: '60s' }),
    says: ['spec.disruption.ttlSecondsAfterEmpty', 'must be of type integer'],
  },
  {
    when: 'the policy for a gone instance is unknown',
    patch: disruption({ whenInstanceGone: 'Later' }),
    says: ['spec.disruption.whenInstanceGone', '"Later"', '"Immediate"', '"AfterGracePeriod"'],
  },
  {
    when: 'fencing is unknown',
    patch: disruption({ fencing: 'None' }),
    says: ['spec.disruption.fencing', '"None"', '"InstanceConfirmedGone"'],
  },
  {
    when: 'the launch timeout is too short for one request',
    patch: { spec: { provisioning: { launchTimeoutSeconds: 1 } } },
    says: ['spec.provisioning.launchTimeoutSeconds', 'greater than or equal to 10'],
  },
  {
    when: 'the class reference has no name',
    patch: { spec: { nodeClassRef: {} } },
    says: ['spec.nodeClassRef.name', 'Required'],
  },
  {
    when: 'the class reference is no object name',
    patch: { spec: { nodeClassRef: { name: 'Other/Class' } } },
    says: ['spec.nodeClassRef.name', 'should match'],
  },
  { when: 'the weight is zero', patch: { spec: { weight: 0 } }, says: ['spec.weight', 'greater than or equal to 1'] },
  { when: 'the weight is 101', patch: { spec: { weight: 101 } }, says: ['spec.weight', 'less than or equal to 100'] },
];
