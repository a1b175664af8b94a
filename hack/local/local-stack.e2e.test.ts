import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toolchainOptionsFrom } from '../toolchain/environment.ts';
import { ensureToolchain, type Toolchain } from '../toolchain/toolchain.ts';
import { type ControlPlane, controlPlanePrograms, startControlPlane } from './control-plane.ts';
import { down } from './dev-down.ts';
import { kubeProbe } from './kube-probe.ts';
import { identifyProcess } from './process-identity.ts';
import { runProgram } from './run-program.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { startTemporal, type TemporalServer } from './temporal-server.ts';

const quiet = (): void => undefined;
const folder = temporaryFolder();
const stateDir = join(folder.path, 'stack');
let toolchain: Toolchain;
let plane: ControlPlane;
let temporal: TemporalServer;

async function start(): Promise<void> {
  const options = { stateDir, toolchain };
  [plane, temporal] = await Promise.all([startControlPlane(options), startTemporal(options)]);
}

function pids(): readonly number[] {
  const all = [...controlPlanePrograms.map((program) => plane.pid(program)), temporal.pid()];
  return all.filter((pid) => pid !== undefined);
}

async function kubeStatus(path: string): Promise<number> {
  return kubeProbe(plane.kubeconfig)({ path, signal: AbortSignal.timeout(10_000) });
}

async function startWorkflow(id: string): Promise<void> {
  const args = ['workflow', 'start', '--workflow-id', id, '--type', 'Any', '--task-queue', 'nobody'];
  const attribute = ['--search-attribute', `CloudburstProvider="hetzner"`];
  await runProgram(toolchain.path('temporal'), [...args, ...attribute, '--address', temporal.address]);
}

async function workflowExists(id: string): Promise<boolean> {
  const args = ['workflow', 'describe', '--workflow-id', id, '--address', temporal.address];
  return runProgram(toolchain.path('temporal'), args).then(
    () => true,
    () => false,
  );
}

beforeAll(async () => {
  toolchain = await ensureToolchain(toolchainOptionsFrom(process.env, quiet));
  await start();
}, 1_800_000);

afterAll(async () => {
  await down(stateDir, quiet);
  folder[Symbol.dispose]();
}, 60_000);

describe('the local stack', () => {
  it('publishes for joining machines an address that this host alone can reach', async () => {
    const args = ['--namespace', 'kube-public', 'get', 'configmap', 'cluster-info', '-o', 'jsonpath={.data}'];
    const info = await runProgram(toolchain.path('kubectl'), [...args, '--kubeconfig', plane.kubeconfig]);
    expect(info).toContain(`server: ${plane.server}\\n`);
    expect(plane.server).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  });

  it(
    'comes back on the old addresses with the old data after everything was killed',
    { timeout: 120_000 },
    async () => {
      const create = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kept' } };
      const path = '/api/v1/namespaces/default/configmaps';
      await kubeProbe(plane.kubeconfig)({ path, create, signal: AbortSignal.timeout(10_000) });
      await startWorkflow('kept');
      const addresses = [plane.server, temporal.address];
      const killed = pids();
      for (const pid of killed) process.kill(pid, 'SIGKILL');
      await expect.poll(() => killed.map(identifyProcess).filter(Boolean)).toEqual([]);
      await start();
      expect(killed).toHaveLength(5);
      expect([plane.server, temporal.address]).toEqual(addresses);
      expect(await kubeStatus(`${path}/kept`)).toBe(200);
      expect(await workflowExists('kept')).toBe(true);
    },
  );

  it('restarts the API server on its port', { timeout: 120_000 }, async () => {
    const before = plane.pid('kube-apiserver');
    await plane.stopProgram('kube-apiserver');
    await expect(kubeStatus('/readyz')).rejects.toThrow(/ECONNREFUSED/);
    await plane.startProgram('kube-apiserver');
    expect(await kubeStatus('/readyz')).toBe(200);
    expect(plane.pid('kube-apiserver')).not.toBe(before);
  });

  it('takes workflows again after Temporal was wiped, and remembers none', { timeout: 120_000 }, async () => {
    await startWorkflow('forgotten');
    await temporal.wipe();
    await temporal.start();
    expect(await workflowExists('forgotten')).toBe(false);
    await startWorkflow('new');
    expect(await workflowExists('new')).toBe(true);
  });

  it('leaves no process and no file when it goes down', { timeout: 60_000 }, async () => {
    const running = pids();
    await down(stateDir, quiet);
    expect(running).toHaveLength(5);
    expect(running.map(identifyProcess).filter(Boolean)).toEqual([]);
    expect(existsSync(stateDir)).toBe(false);
  });
});
