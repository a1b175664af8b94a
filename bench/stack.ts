import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startControlPlane } from '../hack/local/control-plane.ts';
import { down } from '../hack/local/dev-down.ts';
import { runProgram } from '../hack/local/run-program.ts';
import type { Report } from '../hack/local/steps.ts';
import { startTemporal } from '../hack/local/temporal-server.ts';
import { toolchainOptionsFrom } from '../hack/toolchain/environment.ts';
import { ensureToolchain } from '../hack/toolchain/toolchain.ts';
import { stopLeftovers } from '../test/e2e/world/leftovers.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** A real control plane and a real Temporal with our schemas, rights and policies in place. */
export interface Stack {
  readonly stateDir: string;
  readonly kubeconfig: string;
  readonly kubectl: string;
  readonly apiServer: string;
  readonly temporalAddress: string;
  /** Stops everything and deletes what it left. */
  stop(): Promise<void>;
}

/** Where programs are found, and who is told. */
export interface StackOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly report: Report;
}

/** Builds the program and starts what it needs in a temporary folder. */
export async function startStack({ env, report }: StackOptions): Promise<Stack> {
  const stateDir = mkdtempSync(join(tmpdir(), 'cloudburst-bench-'));
  const stop = async (): Promise<void> => {
    await stopLeftovers(stateDir);
    await down(stateDir, report);
  };
  try {
    const toolchain = await ensureToolchain(toolchainOptionsFrom(env, report));
    const [cluster, temporal] = await Promise.all([
      startControlPlane({ stateDir, toolchain, report }),
      startTemporal({ stateDir, toolchain, report }),
      runProgram(process.execPath, [join('scripts', 'build.ts')], { cwd: repository, timeoutMs: 120_000 }),
    ]);
    const kubectl = toolchain.path('kubectl');
    for (const folder of ['crds', 'config/rbac', 'config/policy']) {
      await runProgram(kubectl, ['apply', '--kubeconfig', cluster.kubeconfig, '-f', join(repository, folder)]);
    }
    const { kubeconfig, server: apiServer } = cluster;
    return { stateDir, kubeconfig, kubectl, apiServer, temporalAddress: temporal.address, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
