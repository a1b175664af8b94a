import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { runProgram } from './run-program.ts';
import type { StateDirectory } from './state-directory.ts';

/** Runs kubeadm's phases for one stack. */
export interface Kubeadm {
  /** The kubeadm program. */
  readonly program: string;
  readonly state: StateDirectory;
}

const kubeconfigNames = ['admin', 'super-admin', 'controller-manager', 'scheduler'] as const;

/** Writes the configuration that the phases read. */
export function writeKubeadmConfig(kubeadm: Kubeadm, config: string): void {
  writeFileSync(configFile(kubeadm), config, { mode: 0o600 });
}

/** Makes the certificates and keys under pki/; those that exist are kept. */
export async function makeCertificates(kubeadm: Kubeadm): Promise<void> {
  if (existsSync(kubeadm.state.path('pki', 'sa.pub'))) return;
  await runPhase(kubeadm, ['certs', 'all']);
}

/** Makes the kubeconfigs under kubeconfig/, all naming this server; those that name it already are kept. */
export async function makeKubeconfigs(kubeadm: Kubeadm, server: string): Promise<void> {
  const files = kubeconfigNames.map((name) => kubeadm.state.path('kubeconfig', `${name}.conf`));
  if (files.every((file) => namesServer(file, server))) return;
  const folder = kubeadm.state.path('kubeconfig');
  rmSync(folder, { recursive: true, force: true });
  await runPhase(kubeadm, ['kubeconfig', 'all', '--kubeconfig-dir', folder]);
  // A kubelet of the control plane itself, which is not run here.
  rmSync(kubeadm.state.path('kubeconfig', 'kubelet.conf'), { force: true });
  for (const file of files) nameServer(file, server);
}

function namesServer(file: string, server: string): boolean {
  return existsSync(file) && readFileSync(file, 'utf8').includes(`server: ${server}\n`);
}

// kubeadm lets the controller manager and the scheduler call the advertised address, where nothing listens here.
function nameServer(file: string, server: string): void {
  writeFileSync(file, readFileSync(file, 'utf8').replace(/server: https:\/\/.*/, `server: ${server}`));
}

/** Uploads kubeadm-config and kubelet-config, publishes cluster-info and makes the RBAC rules that joining machines need. */
export async function publishClusterFacts(kubeadm: Kubeadm, kubeconfig: string): Promise<void> {
  await Promise.all([
    runPhase(kubeadm, ['upload-config', 'all', '--kubeconfig', kubeconfig]),
    runPhase(kubeadm, ['bootstrap-token', '--kubeconfig', kubeconfig]),
  ]);
}

async function runPhase(kubeadm: Kubeadm, phase: readonly string[]): Promise<void> {
  await runProgram(kubeadm.program, ['init', 'phase', ...phase, '--config', configFile(kubeadm)]);
}

function configFile(kubeadm: Kubeadm): string {
  return kubeadm.state.path('kubeadm.yaml');
}
