import { isIP } from 'node:net';
import { unregisteredTaint } from '../api/labels.ts';
import type { ReservedResources } from '../domain/reserved-resources.ts';
import { evictionDiskPercent } from '../domain/reserved-resources.ts';
import { machinePaths, placeholders } from './machine-paths.ts';
import type { UserDataInput } from './user-data.ts';
import { yamlText } from './yaml-text.ts';

/**
 * The discovery file of `kubeadm join`: where the API server is and by which CA it is known, without credentials. It has the
 * form of kubeadm's own cluster-info, one cluster without a name, because a context would have to name a user.
 */
export function discoveryKubeconfig(input: Pick<UserDataInput, 'hostApiServer' | 'caData'>): string {
  const cluster = {
    server: input.hostApiServer,
    'certificate-authority-data': Buffer.from(input.caData).toString('base64'),
  };
  return yamlText({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: '', cluster }],
    contexts: [],
    'current-context': '',
    users: [],
  });
}

/** The JoinConfiguration (kubeadm.k8s.io/v1beta4), with placeholders for what only the machine knows. */
export function joinConfiguration(input: UserDataInput): string {
  const labels = Object.entries(input.nodeLabels ?? {}).filter(([key]) => kubeletMaySet(key));
  const kubeletExtraArgs = [
    { name: 'node-ip', value: placeholders.nodeIp },
    { name: 'provider-id', value: providerIdPattern(input) },
    ...(labels.length === 0
      ? []
      : [{ name: 'node-labels', value: labels.map(([key, value]) => `${key}=${value}`).join(',') }]),
  ];
  return yamlText({
    apiVersion: 'kubeadm.k8s.io/v1beta4',
    kind: 'JoinConfiguration',
    discovery: {
      file: { kubeConfigPath: machinePaths.discovery },
      tlsBootstrapToken: `${input.token.id}.${input.token.secret}`,
    },
    nodeRegistration: {
      name: input.claimName,
      criSocket: 'unix:///run/containerd/containerd.sock',
      kubeletExtraArgs,
      taints: [unregisteredTaint, ...(input.taints ?? []), ...(input.startupTaints ?? [])],
    },
    patches: { directory: machinePaths.patches },
    timeouts: { discovery: '5m0s', tlsBootstrap: '5m0s' },
  });
}

/**
 * The merge patch for the cluster's KubeletConfiguration. It says in full what a control plane's own configuration may say
 * differently: kind's names a cgroup root that no other machine has and switches eviction off, and a map given here
 * replaces the kubelet's defaults.
 */
export function kubeletPatch(reserved: ReservedResources): string {
  return yamlText({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: { x509: { clientCAFile: '/etc/kubernetes/pki/ca.crt' } },
    cgroupDriver: 'systemd',
    cgroupRoot: '/',
    kubeReserved: { cpu: `${reserved.cpuMillis}m`, memory: mebibytes(reserved.memoryBytes) },
    // One sum is reserved, so that the cluster's configuration cannot add to it.
    systemReserved: { cpu: '0', memory: '0' },
    evictionHard: {
      'memory.available': mebibytes(reserved.evictionMemoryBytes),
      'nodefs.available': `${evictionDiskPercent}%`,
      'nodefs.inodesFree': '5%',
      'imagefs.available': '15%',
    },
    imageGCHighThresholdPercent: 85,
    imageGCLowThresholdPercent: 80,
  });
}

/** The settings of the bootstrap script as shell assignments, each value in single quotes. */
export function scriptSettings(input: UserDataInput): string {
  const host = new URL(input.hostApiServer).hostname.replace(/^\[|\]$/g, '');
  const settings = {
    CLAIM_NAME: input.claimName,
    KUBERNETES_VERSION: input.kubernetesVersion,
    API_HOST: host,
    CONTROL_PLANE_HOST: input.kindClusterName === undefined ? '' : `${input.kindClusterName}-control-plane`,
    // Only the tailnet's own DNS knows a MagicDNS name; with an address the machine keeps the resolver of its cloud.
    TAILSCALE_ACCEPT_DNS: isIP(host) === 0 ? 'true' : 'false',
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}='${value.replaceAll("'", `'\\''`)}'\n`)
    .join('');
}

/**
 * Whether NodeRestriction lets a kubelet set this label on its own Node
 * (https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction).
 */
export function kubeletMaySet(label: string): boolean {
  const domain = label.includes('/') ? label.slice(0, label.indexOf('/')) : '';
  const within = (suffix: string): boolean => domain === suffix || domain.endsWith(`.${suffix}`);
  if (!within('kubernetes.io') && !within('k8s.io')) return true;
  return within('kubelet.kubernetes.io') || within('node.kubernetes.io') || ownLabels.has(label);
}

const ownLabels: ReadonlySet<string> = new Set([
  'kubernetes.io/hostname',
  'kubernetes.io/arch',
  'kubernetes.io/os',
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
]);

function providerIdPattern(input: Pick<UserDataInput, 'provider' | 'zone'>): string {
  switch (input.provider) {
    case 'hetzner':
      return `hcloud://${placeholders.instanceId}`;
    case 'scaleway':
      return `scaleway://instance/${input.zone}/${placeholders.instanceId}`;
  }
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)}Mi`;
}
