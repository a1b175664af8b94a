/** Where the user data puts what a machine needs to join; the bootstrap script and the simulated machines read it there. */
export const machinePaths = {
  /** Kubeconfig with the cluster's CA and address, without credentials. */
  discovery: '/etc/kubernetes/discovery.conf',
  /** JoinConfiguration with the join token and with placeholders; wiped after the join. */
  joinConfiguration: '/etc/kubeadm/join.yaml',
  /** Directory for `kubeadm join --patches`. */
  patches: '/etc/kubeadm/patches',
  /** JSON merge patch for the cluster's KubeletConfiguration. */
  kubeletPatch: '/etc/kubeadm/patches/kubeletconfiguration0+merge.yaml',
  /** Settings of the bootstrap script, as shell assignments. */
  settings: '/etc/cloudburst/bootstrap.env',
  /** The auth key, alone in its file; wiped after the join. Absent without Tailscale. */
  tailscaleAuthKey: '/etc/cloudburst/tailscale-auth-key',
  script: '/usr/local/sbin/cloudburst-join',
  unit: '/etc/systemd/system/cloudburst-join.service',
} as const;

/** What only the machine itself knows, and fills into its JoinConfiguration. */
export const placeholders = {
  /** The address the kubelet announces: the Tailscale address, or the one that leads to the API server. */
  nodeIp: '__CLOUDBURST_NODE_IP__',
  /** The vendor's id of the instance, from the metadata service. */
  instanceId: '__CLOUDBURST_INSTANCE_ID__',
} as const;
