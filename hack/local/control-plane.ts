import { rmSync } from 'node:fs';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { kubernetesVersion } from '../toolchain/versions.ts';
import {
  type CommandSettings,
  controlPlaneArguments,
  type ControlPlanePorts,
  type ControlPlaneProgram,
} from './control-plane-commands.ts';
import {
  bindClusterAdmins,
  isApiServerReady,
  isEtcdReady,
  waitForDefaultServiceAccount,
} from './control-plane-health.ts';
import { advertiseAddress, renderKubeadmConfig } from './kubeadm-config.ts';
import {
  type Kubeadm,
  makeCertificates,
  makeKubeconfigs,
  publishClusterFacts,
  writeKubeadmConfig,
} from './kubeadm-phases.ts';
import { readPidFile } from './pid-file.ts';
import { startProcess, stopProcess, waitUntilReady } from './processes.ts';
import { openStateDirectory, type StateDirectory } from './state-directory.ts';
import { type Report, step } from './steps.ts';
import { claimPorts } from './stored-ports.ts';

const READY_DEADLINE_MS = 60_000;

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

/** A running control plane. Its processes outlive the caller. */
export interface ControlPlane {
  /** Administrator's kubeconfig (group `kubeadm:cluster-admins`). */
  readonly kubeconfig: string;
  /** Such as `https://127.0.0.1:6443`. */
  readonly server: string;
  readonly caFile: string;
  /** Ends one program and waits until it is gone. */
  stopProgram(program: ControlPlaneProgram): Promise<void>;
  /** Starts one program again on its old port and waits until it is ready; no-op while it runs. */
  startProgram(program: ControlPlaneProgram): Promise<void>;
  /** Ends all programs, users before servers. */
  stop(): Promise<void>;
}

/** Programs in the order of their start. */
export const controlPlanePrograms: readonly ControlPlaneProgram[] = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
];

/**
 * Starts a real Kubernetes control plane on this host, configured by kubeadm's own phases, and waits until it schedules.
 * What runs already is kept; what was killed is started again on the old data, certificates and, if free, ports.
 * Throws with the end of a log when a program does not become ready within a minute.
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const state = openStateDirectory(options.stateDir);
  const settings = await commandSettings(options, state);
  const kubeadm = { program: options.toolchain.path('kubeadm'), state };
  const plane = controlPlaneHandle(options, settings);
  const report = options.report ?? ((): void => undefined);
  writeKubeadmConfig(kubeadm, kubeadmConfig(settings));
  await step(report, 'Certificates made, etcd started', () => prepare(plane, kubeadm, state));
  await step(report, `API server ready on ${plane.server}`, () => plane.startProgram('kube-apiserver'));
  await step(report, 'Controller manager and scheduler ready, cluster facts published', () => complete(plane, kubeadm));
  return plane;
}

async function prepare(plane: ControlPlane, kubeadm: Kubeadm, state: StateDirectory): Promise<void> {
  const certificates = makeCertificates(kubeadm).then(() => makeKubeconfigs(kubeadm, plane.server));
  await Promise.all([certificates, startEtcd(plane, state)]);
}

// Data that etcd cannot read any more (it does not fsync here) must not stand in the way of a new start.
async function startEtcd(plane: ControlPlane, state: StateDirectory): Promise<void> {
  try {
    await plane.startProgram('etcd');
  } catch {
    await plane.stopProgram('etcd');
    rmSync(state.path('etcd'), { recursive: true, force: true });
    await plane.startProgram('etcd');
  }
}

async function complete(plane: ControlPlane, kubeadm: Kubeadm): Promise<void> {
  const superAdmin = kubeadm.state.path('kubeconfig', 'super-admin.conf');
  await Promise.all([
    plane.startProgram('kube-controller-manager'),
    plane.startProgram('kube-scheduler'),
    publishClusterFacts(kubeadm, superAdmin),
    bindClusterAdmins(superAdmin),
  ]);
  await waitForDefaultServiceAccount(superAdmin, READY_DEADLINE_MS);
}

function controlPlaneHandle(options: ControlPlaneOptions, settings: CommandSettings): ControlPlane {
  const { state } = settings;
  const stopProgram = async (program: ControlPlaneProgram): Promise<void> => {
    await stopProcess(state.pidFile(program));
  };
  return {
    kubeconfig: state.path('kubeconfig', 'admin.conf'),
    server: `https://${serverAddress(settings)}:${settings.ports.apiServer}`,
    caFile: state.path('pki', 'ca.crt'),
    stopProgram,
    startProgram: (program) => startProgram(program, options, settings),
    stop: async () => {
      for (const program of [...controlPlanePrograms].reverse()) await stopProgram(program);
    },
  };
}

async function startProgram(
  program: ControlPlaneProgram,
  options: ControlPlaneOptions,
  settings: CommandSettings,
): Promise<void> {
  const { state } = settings;
  const logFile = state.logFile(program);
  const command = options.toolchain.path(program);
  const args = [...controlPlaneArguments(program, settings), ...(options.extraArguments?.[program] ?? [])];
  const pidFile = state.pidFile(program);
  const identity = await startProcess({ name: program, command, args, logFile, pidFile, cwd: state.root });
  const isReady = readinessCheck(program, settings);
  await waitUntilReady({ name: program, process: identity, logFile, deadlineMs: READY_DEADLINE_MS, isReady });
}

function readinessCheck(
  program: ControlPlaneProgram,
  settings: CommandSettings,
): (signal: AbortSignal) => Promise<boolean> {
  switch (program) {
    case 'etcd':
      return (signal) => isEtcdReady(settings.ports.etcdClient, signal);
    case 'kube-apiserver':
      return (signal) => isApiServerReady(settings.state.path('kubeconfig', 'super-admin.conf'), signal);
    case 'kube-controller-manager':
    case 'kube-scheduler':
      // They serve no port; what they do is waited for instead (the default service account).
      return () => Promise.resolve(true);
  }
}

async function commandSettings(options: ControlPlaneOptions, state: StateDirectory): Promise<CommandSettings> {
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

function kubeadmConfig(settings: CommandSettings): string {
  return renderKubeadmConfig({
    advertiseAddress: settings.advertiseAddress,
    serverAddress: serverAddress(settings),
    apiServerPort: settings.ports.apiServer,
    etcdEndpoint: `http://127.0.0.1:${settings.ports.etcdClient}`,
    certificatesDirectory: settings.state.path('pki'),
    kubernetesVersion: `v${kubernetesVersion}`,
  });
}

function serverAddress(settings: CommandSettings): string {
  return settings.bindAddress === '0.0.0.0' ? settings.advertiseAddress : settings.bindAddress;
}
