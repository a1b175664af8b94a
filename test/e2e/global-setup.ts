import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { startControlPlane } from '../../hack/local/control-plane.ts';
import { down } from '../../hack/local/dev-down.ts';
import { applyInstallation } from '../../hack/local/installation.ts';
import { startTemporal } from '../../hack/local/temporal-server.ts';
import { toolchainOptionsFrom } from '../../hack/toolchain/environment.ts';
import { ensureToolchain } from '../../hack/toolchain/toolchain.ts';
import { stopLeftovers } from './world/leftovers.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** One real control plane and one real Temporal for all end-to-end tests, with our schemas, rights and policies in place. */
// oxlint-disable-next-line import/no-default-export -- vitest calls it
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const report = (line: string): void => void process.stdout.write(`${line}\n`);
  const stateDir = mkdtempSync(join(tmpdir(), 'cloudburst-e2e-'));
  const stop = async (): Promise<void> => {
    for (const file of await stopLeftovers(stateDir)) report(`Stopped what a test had left running: ${file}`);
    await down(stateDir, report);
  };
  try {
    const toolchain = await ensureToolchain(toolchainOptionsFrom(process.env, report));
    const [cluster, temporal] = await Promise.all([
      startControlPlane({ stateDir, toolchain, report }),
      startTemporal({ stateDir, toolchain, report }),
      run('npm', ['run', 'build'], { cwd: repository }),
    ]);
    const kubectl = toolchain.path('kubectl');
    await applyInstallation({ kubectl, kubeconfig: cluster.kubeconfig, repository });
    project.provide('kubeconfig', cluster.kubeconfig);
    project.provide('apiServer', cluster.server);
    project.provide('kubectl', kubectl);
    project.provide('temporal', toolchain.path('temporal'));
    project.provide('temporalAddress', temporal.address);
    project.provide('stateDir', stateDir);
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}
