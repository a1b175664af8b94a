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

/** A node carries it from the moment it is being given back, so that nothing new lands on it. */
export const disruptedTaint = { key: 'cloudburst.io/disrupted', effect: 'NoSchedule' } as const;

/** A node that carries it gets no connections from load balancers outside the cluster; its value does not matter. */
export const excludeFromLoadBalancers = 'node.kubernetes.io/exclude-from-external-load-balancers';

export const annotations = {
  /**
   * `"true"` on a pod: a drain waits for it until its deadline. On a Node or NodeClaim: it is not given back for being empty; as with
   * Karpenter, expiry does not ask for it (karpenter.sh/docs/concepts/disruption).
   */
  doNotDisrupt: 'cloudburst.io/do-not-disrupt',
  /** `"true"` on a NodePool: its nodes are replaced and given back although the storm brake holds. */
  resumeDisruption: 'cloudburst.io/resume-disruption',
} as const;

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
