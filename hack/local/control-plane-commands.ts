import { podSubnet, serviceSubnet } from './kubeadm-config.ts';
import type { StateDirectory } from './state-directory.ts';

/** Ports of the control plane, all on the bind address. */
export interface ControlPlanePorts {
  readonly apiServer: number;
  readonly etcdClient: number;
  readonly etcdPeer: number;
}

/** Name of a control plane process: also that of its program, pid file and log. */
export type ControlPlaneProgram = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler';

/** Settings of the programs beyond what the certificates and kubeconfigs say. */
export interface CommandSettings {
  readonly state: StateDirectory;
  readonly ports: ControlPlanePorts;
  readonly bindAddress: string;
  readonly advertiseAddress: string;
  /** Silence after which a node becomes NotReady. */
  readonly nodeMonitorGracePeriodSeconds: number;
}

/** Arguments of one control plane program, as kubeadm's static pods have them unless a comment says otherwise. */
export function controlPlaneArguments(program: ControlPlaneProgram, settings: CommandSettings): readonly string[] {
  switch (program) {
    case 'etcd':
      return etcdArguments(settings);
    case 'kube-apiserver':
      return apiServerArguments(settings);
    case 'kube-controller-manager':
      return controllerManagerArguments(settings);
    case 'kube-scheduler':
      return schedulerArguments(settings);
  }
}

// Loopback without TLS and without fsync: a throw-away cluster whose data need not outlive a power cut.
function etcdArguments({ state, ports }: CommandSettings): readonly string[] {
  const [client, peer] = [`http://127.0.0.1:${ports.etcdClient}`, `http://127.0.0.1:${ports.etcdPeer}`];
  return [
    `--data-dir=${state.path('etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync',
    '--log-level=error',
  ];
}

function apiServerArguments({ state, ports, bindAddress, advertiseAddress }: CommandSettings): readonly string[] {
  const pki = (file: string): string => state.path('pki', file);
  return [
    `--bind-address=${bindAddress}`,
    `--advertise-address=${advertiseAddress}`,
    `--secure-port=${ports.apiServer}`,
    `--etcd-servers=http://127.0.0.1:${ports.etcdClient}`,
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    '--enable-bootstrap-token-auth=true',
    '--allow-privileged=true',
    // Without it a stop waits for open watches, of which every client has some.
    '--shutdown-watch-termination-grace-period=1s',
    `--client-ca-file=${pki('ca.crt')}`,
    `--tls-cert-file=${pki('apiserver.crt')}`,
    `--tls-private-key-file=${pki('apiserver.key')}`,
    `--kubelet-client-certificate=${pki('apiserver-kubelet-client.crt')}`,
    `--kubelet-client-key=${pki('apiserver-kubelet-client.key')}`,
    // Not Hostname first, as is the default: nobody resolves the names of local machines.
    '--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--service-account-key-file=${pki('sa.pub')}`,
    `--service-account-signing-key-file=${pki('sa.key')}`,
    `--service-cluster-ip-range=${serviceSubnet}`,
    `--requestheader-client-ca-file=${pki('front-proxy-ca.crt')}`,
    '--requestheader-allowed-names=front-proxy-client',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-username-headers=X-Remote-User',
    `--proxy-client-cert-file=${pki('front-proxy-client.crt')}`,
    `--proxy-client-key-file=${pki('front-proxy-client.key')}`,
  ];
}

function controllerManagerArguments(settings: CommandSettings): readonly string[] {
  const { state } = settings;
  const graceSeconds = settings.nodeMonitorGracePeriodSeconds;
  return [
    ...kubeconfigArguments(state.path('kubeconfig', 'controller-manager.conf')),
    `--client-ca-file=${state.path('pki', 'ca.crt')}`,
    `--root-ca-file=${state.path('pki', 'ca.crt')}`,
    `--cluster-signing-cert-file=${state.path('pki', 'ca.crt')}`,
    `--cluster-signing-key-file=${state.path('pki', 'ca.key')}`,
    `--service-account-private-key-file=${state.path('pki', 'sa.key')}`,
    '--use-service-account-credentials=true',
    // The last two are off by default, and joining by bootstrap token needs them.
    '--controllers=*,bootstrapsigner,tokencleaner',
    // At the default of 20 requests a second it takes seconds to make the tokens of its own controllers.
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
    '--allocate-node-cidrs=true',
    `--cluster-cidr=${podSubnet}`,
    `--service-cluster-ip-range=${serviceSubnet}`,
    `--node-monitor-grace-period=${graceSeconds}s`,
    // A tenth of the grace period, at most upstream's 5 s: a shorter grace period would otherwise be rounded up.
    `--node-monitor-period=${Math.max(100, Math.min(5000, graceSeconds * 100))}ms`,
  ];
}

function schedulerArguments({ state }: CommandSettings): readonly string[] {
  return kubeconfigArguments(state.path('kubeconfig', 'scheduler.conf'));
}

// One replica needs no election; nobody scrapes these two, so they get no port.
function kubeconfigArguments(kubeconfig: string): readonly string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    '--leader-elect=false',
    '--secure-port=0',
  ];
}
