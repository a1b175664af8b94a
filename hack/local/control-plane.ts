import { rmSync } from 'node:fs';
import { type CommandSettings, controlPlaneArguments, type ControlPlaneProgram } from './control-plane-commands.ts';
import {
  apiServerCheck,
  bindClusterAdmins,
  isEtcdReady,
  waitForDefaultServiceAccount,
} from './control-plane-health.ts';
import { commandSettings, type ControlPlaneOptions, kubeadmConfig, serverUrl } from './control-plane-settings.ts';
import {
  type Kubeadm,
  makeCertificates,
  makeKubeconfigs,
  publishClusterFacts,
  writeKubeadmConfig,
} from './kubeadm-phases.ts';
import { readPidFile } from './pid-file.ts';
import { startProcess, stopInOrder, stopProcess, waitUntilReady } from './processes.ts';
import type { StateDirectory } from './state-directory.ts';
import { type Report, step } from './steps.ts';

const READY_DEADLINE_MS = 60_000;

/** A running control plane. Its processes outlive the caller. */
export interface ControlPlane {
  /** Administrator's kubeconfig (group `kubeadm:cluster-admins`). */
  readonly kubeconfig: string;
  /** Such as `https://127.0.0.1:6443`. */
  readonly server: string;
  readonly caFile: string;
  /** Process number of a program that runs. */
  pid(program: ControlPlaneProgram): number | undefined;
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
  const settings = await commandSettings(options);
  const kubeadm = { program: options.toolchain.path('kubeadm'), state: settings.state };
  const plane = controlPlaneHandle(options, settings);
  const report: Report = options.report ?? ((): void => undefined);
  writeKubeadmConfig(kubeadm, kubeadmConfig(settings));
  await step(report, 'Certificates made, etcd started', () => prepare(plane, kubeadm, settings.state));
  await step(report, `API server ready on ${plane.server}`, () => plane.startProgram('kube-apiserver'));
  await step(report, 'Controller manager and scheduler ready, cluster facts published', () => complete(plane, kubeadm));
  return plane;
}

/** The control plane that another process has started in this folder, to stop and start its programs; starts nothing itself. */
export async function openControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  return controlPlaneHandle(options, await commandSettings(options));
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
  return {
    kubeconfig: state.path('kubeconfig', 'admin.conf'),
    server: serverUrl(settings),
    caFile: state.path('pki', 'ca.crt'),
    pid: (program) => readPidFile(state.pidFile(program))?.pid,
    stopProgram: async (program) => {
      await stopProcess(state.pidFile(program));
    },
    startProgram: (program) => startProgram(program, options, settings),
    stop: () => stopInOrder([...controlPlanePrograms].reverse().map((program) => state.pidFile(program))),
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
      return apiServerCheck(settings.state.path('kubeconfig', 'super-admin.conf'));
    case 'kube-controller-manager':
    case 'kube-scheduler':
      // They serve no port; what they do is waited for instead (the default service account).
      return () => Promise.resolve(true);
  }
}
