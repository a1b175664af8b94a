/** Label, taint, annotation and finalizer names. Those of Kubernetes are listed at kubernetes.io/docs/reference/labels-annotations-taints. */
export const labels = {
  nodePool: 'cloudburst.io/nodepool',
  nodeClaim: 'cloudburst.io/nodeclaim',
  /** UID of the NodeClaim, on what cannot carry an ownerReference across namespaces. */
  nodeClaimUid: 'cloudburst.io/nodeclaim-uid',
  provider: 'cloudburst.io/provider',
  region: 'cloudburst.io/region',
  topologyRegion: 'topology.kubernetes.io/region',
  topologyZone: 'topology.kubernetes.io/zone',
  instanceType: 'node.kubernetes.io/instance-type',
  arch: 'kubernetes.io/arch',
  os: 'kubernetes.io/os',
  hostname: 'kubernetes.io/hostname',
} as const;

/** A node carries it (NoExecute) from its registration until the controller has set the labels. */
export const unregisteredTaint = { key: 'cloudburst.io/unregistered', effect: 'NoExecute' } as const;

export const finalizers = {
  /** On a NodeClaim from birth; goes when no instance, token or Node of it is left. */
  instance: 'cloudburst.io/instance',
  /** On its Node from registration, so that deleting the Node ends in the one termination path. */
  termination: 'cloudburst.io/termination',
  /** On NodePools and NodeClasses while claims refer to them. */
  inUse: 'cloudburst.io/in-use',
} as const;

/** Group of the join tokens of claims; deliberately not the group whose certificate requests kubeadm approves by itself. */
export const bootstrapGroup = 'system:bootstrappers:cloudburst';
