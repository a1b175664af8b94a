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
import type { Toolchain } from '../../hack/toolchain/toolchain.ts';
import type { Stack } from './stack.ts';
import { stopLeftovers } from './world/leftovers.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
/** Seconds after which a silent node is not Ready; 50 by default, and a kubelet reports every ten. */
const nodeMonitorGracePeriodSeconds = 20;
const report = (line: string): void => void process.stdout.write(`${line}\n`);

/** For each place in which test files run a real control plane and a real Temporal, with our schemas, rights and policies in place. */
// oxlint-disable-next-line import/no-default-export -- vitest calls it
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folders: string[] = [];
  const stop = async (): Promise<void> => void (await Promise.all(folders.map(stopStack)));
  try {
    const toolchain = await ensureToolchain(toolchainOptionsFrom(process.env, report));
    const places = await placesOf(project);
    for (let place = 0; place < places; place += 1) {
      folders.push(mkdtempSync(join(tmpdir(), 'cloudburst-e2e-')));
    }
    const building = run('npm', ['run', 'build'], { cwd: repository });
    const [stacks] = await together([startStacks(folders, toolchain), building]);
    project.provide('stacks', stacks);
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** As many as files run at a time, which are fewer when the command names only some of them. */
async function placesOf(project: TestProject): Promise<number> {
  // Vitest has no public name for the filters of its command line; without them all files count.
  const filters: unknown = Reflect.get(project.vitest, 'filenamePattern');
  const { testFiles } = await project.globTestFiles(Array.isArray(filters) ? filters.map(String) : []);
  return Math.min(project.config.maxWorkers, Math.max(1, testFiles.length));
}

async function startStacks(folders: readonly string[], toolchain: Toolchain): Promise<Stack[]> {
  const stacks: Stack[] = [];
  // One after another: two that look for free ports at once may find the same.
  for (const folder of folders) stacks.push(await startStack(folder, toolchain));
  return stacks;
}

async function startStack(stateDir: string, toolchain: Toolchain): Promise<Stack> {
  const [cluster, temporal] = await together([
    startControlPlane({ stateDir, toolchain, report, nodeMonitorGracePeriodSeconds }),
    startTemporal({ stateDir, toolchain, report }),
  ]);
  const kubectl = toolchain.path('kubectl');
  const { kubeconfig, server: apiServer } = cluster;
  await applyInstallation({ kubectl, kubeconfig, repository });
  return { kubeconfig, apiServer, kubectl, temporalAddress: temporal.address, stateDir };
}

/** Promise.all that waits for the others when one fails: what is still on its way up could not be taken down. */
async function together<const Work extends readonly Promise<unknown>[]>(
  work: Work,
): Promise<{ -readonly [Index in keyof Work]: Awaited<Work[Index]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

async function stopStack(stateDir: string): Promise<void> {
  for (const file of await stopLeftovers(stateDir)) report(`Stopped what a test had left running: ${file}`);
  await down(stateDir, report);
}
