import type { NodeClaim, NodeClass, NodePool, NodePoolSpec } from '../../src/api/generated.ts';
import type { Offering } from '../../src/domain/offering.ts';
import type { ObjectMeta, KubeObject } from '../../src/kube/resource.ts';
import type { DaemonSet, Node, Pod, PodSpec } from '../../src/kube/types.ts';
import { claimName } from '../../src/planning/claim-name.ts';
import type { PlanningPicture } from '../../src/planning/picture.ts';
import type { PlannedClaim } from '../../src/planning/plan.ts';

const gibibyte = 1024 ** 3;

/** Metadata of an object in the default namespace; the UID follows from the name. */
export function aMeta(name: string, overrides: Partial<ObjectMeta> = {}): ObjectMeta {
  return {
    name,
    namespace: 'default',
    uid: `uid-${name}`,
    resourceVersion: '1',
    creationTimestamp: '2026-11-01T10:00:00Z',
    ...overrides,
  };
}

/** A pod that the scheduler gave up, with one container. */
export function aPod(
  name: string,
  requests: Readonly<Record<string, string>> = { cpu: '1500m', memory: '2Gi' },
  spec: Partial<PodSpec> = {},
): Pod {
  return {
    metadata: aMeta(name, {
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'rs', uid: 'uid-rs', controller: true }],
    }),
    spec: { containers: [{ name: 'main', resources: { requests } }], ...spec },
    status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }] },
  };
}

/** The pod, running on a node. */
export function onNode(pod: Pod, nodeName: string): Pod {
  return { ...pod, spec: { ...pod.spec, nodeName }, status: { phase: 'Running' } };
}

/** A Ready node of its own, or of a claim when the labels say so. */
export function aNode(
  name: string,
  allocatable: Readonly<Record<string, string>>,
  overrides: Partial<KubeObject['metadata'] & Node['spec']> = {},
): Node {
  const { taints, unschedulable, ...metadata } = overrides;
  return {
    metadata: aMeta(name, { labels: { 'kubernetes.io/hostname': name }, ...metadata }),
    spec: { ...(taints && { taints }), ...(unschedulable !== undefined && { unschedulable }) },
    status: { allocatable, conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

/** The pool of the disaster-recovery example. */
export function aNodePool(name = 'dr-nodepool', overrides: Partial<NodePoolSpec> = {}): NodePool {
  return {
    apiVersion: 'cloudburst.io/v1alpha1',
    kind: 'NodePool',
    metadata: aMeta(name),
    spec: {
      requirements: {
        regionConstraint: 'ANY',
        arch: ['x86_64'],
        maxPriceEurPerHour: 0.5,
        allowedProviders: ['hetzner', 'scaleway'],
      },
      limits: { maxNodes: 2, minNodes: 0 },
      template: { labels: { 'cloudburst.io/nodepool': name } },
      weight: 1,
      ...overrides,
    },
  };
}

/** The class of the disaster-recovery example: fsn1 and fr-par-1. */
export function aNodeClass(name = 'dr-nodeclass', overrides: Partial<NodeClass['spec']> = {}): NodeClass {
  return {
    apiVersion: 'cloudburst.io/v1alpha1',
    kind: 'NodeClass',
    metadata: aMeta(name),
    spec: {
      hetzner: { location: 'fsn1', apiTokenSecretRef: { name: 'hetzner-api-token', key: 'HETZNER_API_TOKEN' } },
      scaleway: {
        zone: 'fr-par-1',
        projectID: 'p',
        apiKeySecretRef: { name: 'scaleway-api-keys', key: 'SCW_SECRET_KEY' },
      },
      join: { hostApiServer: 'https://100.64.0.1:6443' },
      bootstrap: { kubernetesVersion: '1.34.3' },
      ...overrides,
    },
  };
}

/** A DaemonSet that takes 100m of CPU and 64Mi from every node. */
export function aDaemonSet(name: string, spec: Partial<PodSpec> = {}): DaemonSet {
  const containers = [{ name: 'agent', resources: { requests: { cpu: '100m', memory: '64Mi' } } }];
  return { metadata: aMeta(name), spec: { selector: {}, template: { spec: { containers, ...spec } } } };
}

/** Hetzner's cx23 in fsn1, save for what is given otherwise; the zone follows the region. */
export function anOffering(overrides: Partial<Offering> = {}): Offering {
  return {
    provider: 'hetzner',
    region: 'fsn1',
    zone: overrides.region ?? 'fsn1',
    instanceType: 'cx23',
    architecture: 'amd64',
    vcpu: 2,
    memoryBytes: 4 * gibibyte,
    diskBytes: 40 * gibibyte,
    priceEurPerHour: 0.0096,
    isEu: true,
    available: true,
    ...overrides,
  };
}

/** A small world: four sizes at Hetzner in two locations, two at Scaleway. */
export const someOfferings: readonly Offering[] = [
  ...['fsn1', 'hel1'].flatMap((region) => [
    anOffering({ region }),
    anOffering({
      region,
      instanceType: 'cx33',
      vcpu: 4,
      memoryBytes: 8 * gibibyte,
      diskBytes: 80 * gibibyte,
      priceEurPerHour: 0.0144,
    }),
    anOffering({
      region,
      instanceType: 'cx43',
      vcpu: 8,
      memoryBytes: 16 * gibibyte,
      diskBytes: 160 * gibibyte,
      priceEurPerHour: 0.0264,
    }),
    anOffering({
      region,
      instanceType: 'cax21',
      architecture: 'arm64',
      vcpu: 4,
      memoryBytes: 8 * gibibyte,
      priceEurPerHour: 0.0176,
    }),
  ]),
  anOffering({
    region: 'ash',
    instanceType: 'cpx31',
    vcpu: 4,
    memoryBytes: 8 * gibibyte,
    priceEurPerHour: 0.012,
    isEu: false,
  }),
  ...[
    anOffering({ instanceType: 'DEV1-M', vcpu: 3, memoryBytes: 4 * gibibyte, priceEurPerHour: 0.026 }),
    anOffering({
      instanceType: 'GP1-S',
      vcpu: 8,
      memoryBytes: 32 * gibibyte,
      diskBytes: 300 * gibibyte,
      priceEurPerHour: 0.19,
    }),
  ].map((offering): Offering => ({ ...offering, provider: 'scaleway', region: 'fr-par', zone: 'fr-par-1' })),
];

/** A picture with the example's pool and class and nothing else in it. */
export function aPicture(overrides: Partial<PlanningPicture> = {}): PlanningPicture {
  const pools = overrides.pools ?? [aNodePool()];
  return {
    pods: [],
    nodes: [],
    claims: [],
    pools,
    classes: [aNodeClass()],
    offeringsByPool: Object.fromEntries(
      pools.map((pool) => [`${pool.metadata.namespace}/${pool.metadata.name}`, someOfferings]),
    ),
    ...overrides,
  };
}

/** The NodeClaim that the watcher makes of a planned one. */
export function asClaim(planned: PlannedClaim, planGeneration = 1): NodeClaim {
  const { pool, index, spec } = planned;
  const name = claimName({ poolName: pool.name, namespace: pool.namespace, poolUid: pool.uid, planGeneration, index });
  return {
    apiVersion: 'cloudburst.io/v1alpha1',
    kind: 'NodeClaim',
    metadata: aMeta(name, { namespace: pool.namespace }),
    spec,
  };
}
