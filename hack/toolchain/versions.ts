/** A program that the local stack runs. */
export type Program =
  | 'temporal'
  | 'etcd'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'kubectl'
  | 'kubeadm'
  | 'kubelet';

/** Version of the Temporal CLI, with server 1.31.2 and web interface 2.50.1 inside. */
export const temporalVersion = '1.8.2';

/** Version of etcd. */
export const etcdVersion = '3.6.4';

/** Version of the Kubernetes programs. */
export const kubernetesVersion = '1.34.3';

/** Every program with the one version that is accepted. */
export const programVersions: Readonly<Record<Program, string>> = {
  temporal: temporalVersion,
  etcd: etcdVersion,
  'kube-apiserver': kubernetesVersion,
  'kube-controller-manager': kubernetesVersion,
  'kube-scheduler': kubernetesVersion,
  kubectl: kubernetesVersion,
  kubeadm: kubernetesVersion,
  kubelet: kubernetesVersion,
};

/** Every program, in the order in which they are looked for. */
export const allPrograms: readonly Program[] = [
  'temporal',
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubectl',
  'kubeadm',
  'kubelet',
];
