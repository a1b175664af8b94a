import type { Toolchain } from '../toolchain/toolchain.ts';
import { kubernetesVersion } from '../toolchain/versions.ts';
import type { CommandSettings, ControlPlanePorts, ControlPlaneProgram } from './control-plane-commands.ts';
import { advertiseAddress, renderKubeadmConfig } from './kubeadm-config.ts';
import { readPidFile } from './pid-file.ts';
import { openStateDirectory, type StateDirectory } from './state-directory.ts';
import type { Report } from './steps.ts';
import { claimPorts } from './stored-ports.ts';

/** How a local control plane is started. */
export interface ControlPlaneOptions {
  /** Folder of the stack; made when missing. */
  readonly stateDir: string;
  readonly toolchain: Toolchain;
  /** Silence after which a node becomes NotReady; default 50, as upstream. */
  readonly nodeMonitorGracePeriodSeconds?: number;
  /** Address the API server listens on; default 127.0.0.1. Others when real machines are to join. */
  readonly bindAddress?: string;
  /** Port of the API server if it is free; else, and by default, any free one. */
  readonly apiServerPort?: number;
  /** More arguments for one program; a repeated flag wins over the built-in one. */
  readonly extraArguments?: Readonly<Partial<Record<ControlPlaneProgram, readonly string[]>>>;
  /** Default: nobody is told. */
  readonly report?: Report;
}

/** Settles what the options leave open: ports, addresses, times. Ports are those of the last start where possible. */
export async function commandSettings(options: ControlPlaneOptions): Promise<CommandSettings> {
  const state = openStateDirectory(options.stateDir);
  return {
    state,
    ports: await claimControlPlanePorts(state, options.apiServerPort),
    bindAddress: options.bindAddress ?? '127.0.0.1',
    advertiseAddress: advertiseAddress(),
    nodeMonitorGracePeriodSeconds: options.nodeMonitorGracePeriodSeconds ?? 50,
  };
}

async function claimControlPlanePorts(state: StateDirectory, apiServerPort?: number): Promise<ControlPlanePorts> {
  const isUp = (program: ControlPlaneProgram): boolean => readPidFile(state.pidFile(program)) !== undefined;
  // One after the other: two searches at once could find the same port.
  const etcd = await claimPorts({
    file: state.path('etcd-ports.json'),
    preferred: { etcdClient: undefined, etcdPeer: undefined },
    running: isUp('etcd'),
  });
  const server = await claimPorts({
    file: state.path('apiserver-ports.json'),
    preferred: { apiServer: apiServerPort },
    running: isUp('kube-apiserver'),
  });
  return { ...etcd, ...server };
}

/** The kubeadm configuration that fits the settings. */
export function kubeadmConfig(settings: CommandSettings): string {
  return renderKubeadmConfig({
    advertiseAddress: settings.advertiseAddress,
    serverAddress: serverAddress(settings),
    apiServerPort: settings.ports.apiServer,
    etcdEndpoint: `http://127.0.0.1:${settings.ports.etcdClient}`,
    certificatesDirectory: settings.state.path('pki'),
    kubernetesVersion: `v${kubernetesVersion}`,
  });
}

/** The URL that clients use. */
export function serverUrl(settings: CommandSettings): string {
  return `https://${serverAddress(settings)}:${settings.ports.apiServer}`;
}

function serverAddress(settings: CommandSettings): string {
  return settings.bindAddress === '0.0.0.0' ? settings.advertiseAddress : settings.bindAddress;
}
