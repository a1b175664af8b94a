import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolchainOptionsFrom } from '../toolchain/environment.ts';
import { ensureToolchain, type Toolchain } from '../toolchain/toolchain.ts';
import type { Program } from '../toolchain/versions.ts';
import { controlPlanePrograms, startControlPlane } from './control-plane.ts';
import { endpoints, type Service, type ServicePorts, services } from './dev-services.ts';
import { applyInstallation } from './installation.ts';
import { readPidFile } from './pid-file.ts';
import { startProcess, waitUntilReady } from './processes.ts';
import { runProgram } from './run-program.ts';
import { writeStackRecord } from './stack-record.ts';
import { openStateDirectory, type StateDirectory } from './state-directory.ts';
import { type Report, step } from './steps.ts';
import { claimPorts } from './stored-ports.ts';
import { startTemporal, temporalProcess, type TemporalServer } from './temporal-server.ts';

const READY_DEADLINE_MS = 60_000;

/** What `up` brings up. */
export interface UpOptions {
  /** Folder of the checkout. */
  readonly repository: string;
  readonly stateDir: string;
  /** Take the current context of the user's kubeconfig instead of starting a control plane. */
  readonly useExistingCluster: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly report: Report;
}

interface Cluster {
  readonly kubeconfig: string;
  readonly server: string;
}

/** Brings up the whole local stack, or what is missing of it, and records it for the other commands. */
export async function up(options: UpOptions): Promise<void> {
  const { report } = options;
  const state = openStateDirectory(options.stateDir);
  const toolchain = await step(report, 'Programs provided', () => provideToolchain(options));
  const foundations = [
    startCluster(options, state, toolchain),
    startTemporal({ stateDir: options.stateDir, toolchain, port: 7233, uiPort: 8233, report }),
    step(report, 'Cloudburst built', () => buildCloudburst(options.repository)),
  ] as const;
  // All of them end first, so that an error is the last thing that the user reads.
  await Promise.allSettled(foundations);
  const [cluster, temporal] = await Promise.all(foundations);
  const kubectl = toolchain.path('kubectl');
  const { repository } = options;
  await step(report, 'Schemas, rights and policies applied', () =>
    applyInstallation({ kubectl, kubeconfig: cluster.kubeconfig, repository }),
  );
  const ports = await claimServicePorts(state);
  const context = { ports, kubeconfig: cluster.kubeconfig, temporalAddress: temporal.address };
  const all = services(context);
  writeStackRecord(state, {
    environment: environmentOf({ toolchain, cluster, temporal, ports }),
    processes: [
      ...(options.useExistingCluster ? [] : controlPlaneProcesses(cluster)),
      { name: temporalProcess, address: temporal.ui },
      ...all.map(({ name, address }) => ({ name, address })),
    ],
  });
  for (const service of all) {
    await step(report, `${service.name} ready on ${service.address}`, () =>
      startService(service, state, options.repository),
    );
  }
}

function provideToolchain(options: UpOptions): Promise<Toolchain> {
  const always: readonly Program[] = ['temporal', 'kubectl'];
  return ensureToolchain({
    ...toolchainOptionsFrom(options.env, options.report),
    programs: options.useExistingCluster ? always : [...always, 'kubeadm', ...controlPlanePrograms],
  });
}

async function startCluster(options: UpOptions, state: StateDirectory, toolchain: Toolchain): Promise<Cluster> {
  const { stateDir, report } = options;
  if (!options.useExistingCluster) return startControlPlane({ stateDir, toolchain, report, apiServerPort: 6443 });
  const cluster = await adoptCluster(toolchain.path('kubectl'), options.env['KUBECONFIG'], state);
  report(`Using the cluster at ${cluster.server}`);
  return cluster;
}

// A copy of the current context alone: the stack must not move to another cluster when the user switches contexts.
async function adoptCluster(kubectl: string, kubeconfig: string | undefined, state: StateDirectory): Promise<Cluster> {
  const env = kubeconfig === undefined ? {} : { KUBECONFIG: kubeconfig };
  const current = await runProgram(kubectl, ['config', 'view', '--minify', '--flatten', '--raw'], { env });
  const copy = state.path('existing-cluster.conf');
  writeFileSync(copy, current, { mode: 0o600 });
  const jsonPath = 'jsonpath={.clusters[0].cluster.server}';
  return {
    kubeconfig: copy,
    server: await runProgram(kubectl, ['config', 'view', '-o', jsonPath, '--kubeconfig', copy]),
  };
}

function controlPlaneProcesses(cluster: Cluster): { name: string; address: string }[] {
  return controlPlanePrograms.map((name) => ({ name, address: name === 'kube-apiserver' ? cluster.server : '-' }));
}

async function buildCloudburst(repository: string): Promise<void> {
  await runProgram(process.execPath, [join('scripts', 'build.ts')], { cwd: repository, timeoutMs: 120_000 });
  if (!existsSync(join(repository, 'dist', 'cli.js')))
    throw new Error('The build made no dist/cli.js; read scripts/build.ts');
}

function claimServicePorts(state: StateDirectory): Promise<ServicePorts> {
  const names = ['simulate', 'api-mock', 'run'];
  return claimPorts({
    file: state.path('service-ports.json'),
    preferred: {
      hetzner: undefined,
      scaleway: undefined,
      simulationControl: undefined,
      apiMock: undefined,
      apiMockControl: undefined,
      http: undefined,
      metrics: undefined,
    },
    running: names.some((name) => readPidFile(state.pidFile(name)) !== undefined),
  });
}

function environmentOf(stack: {
  readonly toolchain: Toolchain;
  readonly cluster: Cluster;
  readonly temporal: TemporalServer;
  readonly ports: ServicePorts;
}): Record<string, string> {
  const { hetzner, scaleway, control, mock } = endpoints(stack.ports);
  return {
    KUBECONFIG: stack.cluster.kubeconfig,
    KUBECTL: stack.toolchain.path('kubectl'),
    TEMPORAL: stack.toolchain.path('temporal'),
    TEMPORAL_ADDRESS: stack.temporal.address,
    TEMPORAL_UI: stack.temporal.ui,
    HETZNER_ENDPOINT: hetzner,
    HETZNER_INSECURE_SKIP_VERIFY: 'true',
    SCALEWAY_ENDPOINT: scaleway,
    SIMULATION_CONTROL: control,
    API_MOCK_CONTROL: mock,
  };
}

async function startService(service: Service, state: StateDirectory, repository: string): Promise<void> {
  const { name, env, isReady } = service;
  const logFile = state.logFile(name);
  const args = [join(repository, 'dist', 'cli.js'), ...service.args];
  const pidFile = state.pidFile(name);
  const identity = await startProcess({
    name,
    command: process.execPath,
    args,
    env,
    logFile,
    pidFile,
    cwd: state.root,
  });
  await waitUntilReady({ name, process: identity, logFile, deadlineMs: READY_DEADLINE_MS, isReady });
}
