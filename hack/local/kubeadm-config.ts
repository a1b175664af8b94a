import { networkInterfaces } from 'node:os';
import { stringify } from 'yaml';

/** What kubeadm's phases are told about a local control plane. */
export interface KubeadmSettings {
  /** Address written into the certificate and the `kubernetes` Endpoints; kubeadm refuses loopback. */
  readonly advertiseAddress: string;
  /** Address that kubeconfigs and cluster-info name. */
  readonly serverAddress: string;
  readonly apiServerPort: number;
  readonly etcdEndpoint: string;
  readonly certificatesDirectory: string;
  /** Such as `v1.34.3`. */
  readonly kubernetesVersion: string;
}

/** Address ranges of pods and services, those of kubeadm's documentation and of kind. */
export const podSubnet = '10.244.0.0/16';
export const serviceSubnet = '10.96.0.0/12';

/** The configuration file for `kubeadm init phase`, three YAML documents. */
export function renderKubeadmConfig(settings: KubeadmSettings): string {
  return [initConfiguration(settings), clusterConfiguration(settings), kubeletConfiguration].map(toYaml).join('---\n');
}

function toYaml(document: object): string {
  return stringify(document);
}

function initConfiguration(settings: KubeadmSettings): object {
  return {
    apiVersion: 'kubeadm.k8s.io/v1beta4',
    kind: 'InitConfiguration',
    localAPIEndpoint: { advertiseAddress: settings.advertiseAddress, bindPort: settings.apiServerPort },
    nodeRegistration: { name: 'cloudburst-control-plane', criSocket: 'unix:///nonexistent' },
    bootstrapTokens: [],
  };
}

function clusterConfiguration(settings: KubeadmSettings): object {
  return {
    apiVersion: 'kubeadm.k8s.io/v1beta4',
    kind: 'ClusterConfiguration',
    kubernetesVersion: settings.kubernetesVersion,
    // A dozen RSA keys would take a second or two.
    encryptionAlgorithm: 'ECDSA-P256',
    certificatesDir: settings.certificatesDirectory,
    controlPlaneEndpoint: `${settings.serverAddress}:${settings.apiServerPort}`,
    networking: { podSubnet, serviceSubnet },
    apiServer: { certSANs: ['localhost', '127.0.0.1', 'cloudburst-control-plane'] },
    etcd: { external: { endpoints: [settings.etcdEndpoint] } },
  };
}

// Without it kubeadm uploads the certificates' folder of this host as the kubelets' CA file, and no joining machine has that folder.
const kubeletConfiguration = {
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  authentication: { x509: { clientCAFile: '/etc/kubernetes/pki/ca.crt' } },
};

/**
 * The address to announce: the first IPv4 address of this host that is not loopback. A host without one gets an address
 * of the documentation range (RFC 5737), which nobody answers on; only pods that call the API server would need it.
 */
export function advertiseAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return addresses.find((address) => address.family === 'IPv4' && !address.internal)?.address ?? '192.0.2.1';
}
