import { randomUUID } from 'node:crypto';
import { systemTime } from '../../../kube/time.ts';
import { AlreadyExistsError } from '../../../kube/errors.ts';
import type { Machine, MachineSpec } from '../driver.ts';
import { every, untilSuccess } from './attempts.ts';
import type { Attempts } from './attempts.ts';
import { newCertificateKey } from './certificate-key.ts';
import type { CertificateKey } from './certificate-key.ts';
import type { MachineConsole } from './console.ts';
import { beat } from './heartbeat.ts';
import { CertificateDeniedError, readClusterConfiguration, requestCertificate, validateDiscovery } from './join.ts';
import { createMachineApi } from './machine-api.ts';
import type { ApiAccess, MachineApi } from './machine-api.ts';
import { nodeRegistration, nodeStatus } from './node-object.ts';
import type { NodeFacts } from './node-object.ts';
import type { NetworkLink } from './network-link.ts';
import { createPodRunner } from './pod-runner.ts';
import { createProcessor } from './processor.ts';
import type { Processor } from './processor.ts';
import { readUserData, withClusterDefaults } from './user-data-reader.ts';
import type { JoinPlan } from './user-data-reader.ts';

/** What survives a power cut. */
export interface Disk {
  /** Key of a join under way, so that a repeated attempt finds its own request again. */
  key?: CertificateKey;
  /** Once joined: what the machine runs with from then on, without the token. */
  joined?: { readonly plan: JoinPlan; readonly certificatePem: string; readonly privateKeyPem: string };
}

/** What a machine is built from. */
export interface HollowMachineOptions {
  readonly spec: MachineSpec;
  readonly disk: Disk;
  readonly console: MachineConsole;
  readonly timing: HollowTiming;
  /** Belongs to the place where the machine stands: once cut, it stays so through power cycles. */
  readonly link: NetworkLink;
}

/** How fast hollow machines are. */
export interface HollowTiming {
  /** From power on to the first call. */
  readonly bootMs: number;
  /** How long a node lease holds, in seconds; renewed every quarter of it. */
  readonly leaseSeconds: number;
  /** First wait after a failed join, doubled up to 30 s. */
  readonly retryMs: number;
}

/** Longest wait for a certificate; `timeouts.tlsBootstrap` of the JoinConfiguration that the bootstrap renders. */
const certificateWaitMs = 300_000;

/** Between two watches of the pods. */
const watchPauseMs = 200;

/** Longest wait before the pods' states are told and read again; a kubelet goes over them all every ten seconds. */
const reportRetryMs = 10_000;

/** Switches a machine on. It works by itself until its power is cut. */
export function startHollowMachine(options: HollowMachineOptions): Machine {
  const power = new AbortController();
  const processor = createProcessor();
  const { link } = options;
  const connections = new Set<MachineApi>();
  const context: MachineContext = {
    ...options,
    processor,
    signal: power.signal,
    attempts: (act, retryMs = 500) => ({
      signal: power.signal,
      baseMs: retryMs,
      maxMs: 30_000,
      onFailure: (error, failures) =>
        options.console.print(
          `${act} failed, attempt ${failures}: ${error instanceof Error ? error.message : 'unknown'}`,
        ),
    }),
    connect: (access) => {
      if (power.signal.aborted) throw new Error('Power is off');
      const api = createMachineApi(access, { processor, link });
      connections.add(api);
      return api;
    },
    disconnect: async (api) => {
      connections.delete(api);
      await api.destroy();
    },
  };
  const life = live(context);
  return {
    powerOff: async () => {
      power.abort();
      const cut = [...connections].map((api) => api.destroy());
      // Only now: what waited for the thaw must find its connections gone.
      processor.thaw();
      await Promise.all(cut);
      await life;
    },
    freeze: () => {
      if (!power.signal.aborted) processor.freeze();
    },
    thaw: () => processor.thaw(),
    cutNetwork: () => link.cut(),
    restoreNetwork: () => link.restore(),
  };
}

interface MachineContext extends HollowMachineOptions {
  readonly processor: Processor;
  readonly signal: AbortSignal;
  readonly attempts: (act: string, retryMs?: number) => Attempts;
  readonly connect: (access: ApiAccess) => MachineApi;
  readonly disconnect: (api: MachineApi) => Promise<void>;
}

async function live(context: MachineContext): Promise<void> {
  const { disk, timing, signal, console } = context;
  console.print('Booting');
  await systemTime.sleep(timing.bootMs, signal);
  if (disk.joined === undefined) await untilSuccess(() => join(context), context.attempts('Joining', timing.retryMs));
  if (disk.joined !== undefined && !signal.aborted) await runKubelet(context, disk.joined);
}

async function join(context: MachineContext): Promise<void> {
  const { spec, disk } = context;
  const plan = readUserData(spec);
  const access = { server: plan.server, ca: plan.ca };
  await using(context, { ...access, credentials: { kind: 'anonymous' } }, validateDiscovery);
  const credentials = { kind: 'token', token: plan.token } as const;
  disk.joined = await using(context, { ...access, credentials }, async (api) => {
    const clusterKubelet = await readClusterConfiguration(api, plan);
    disk.key ??= newCertificateKey(plan.nodeName);
    context.console.print('Waiting for the client certificate');
    const certificatePem = await certificateFor(api, disk, disk.key);
    // The script wipes the token after the join.
    const kept = { ...withClusterDefaults(plan, clusterKubelet), token: '' };
    return { plan: kept, certificatePem, privateKeyPem: disk.key.privateKeyPem };
  });
}

async function certificateFor(api: MachineApi, disk: Disk, key: CertificateKey): Promise<string> {
  try {
    return await requestCertificate(api, key, performance.now() + certificateWaitMs);
  } catch (error) {
    // What was denied stays denied for this key; a kubelet makes a new one, too.
    if (error instanceof CertificateDeniedError) delete disk.key;
    throw error;
  }
}

async function runKubelet(context: MachineContext, joined: NonNullable<Disk['joined']>): Promise<void> {
  const { spec, timing, console, processor } = context;
  const { plan, certificatePem, privateKeyPem } = joined;
  const credentials = { kind: 'certificate', certificatePem, privateKeyPem } as const;
  const api = context.connect({ server: plan.server, ca: plan.ca, credentials });
  const facts: NodeFacts = { spec, plan, bootId: randomUUID() };
  await untilSuccess(() => register(api, facts), context.attempts('Registering the Node'));
  if (context.signal.aborted) return;
  console.print(`Registered as Node ${plan.nodeName}`);
  const watchPods = createPodRunner({
    api,
    nodeName: plan.nodeName,
    address: plan.kubeletArgs.get('node-ip') ?? spec.address,
    processor,
    attempts: { ...context.attempts('Reporting a pod'), maxMs: reportRetryMs },
  });
  const beatMs = (timing.leaseSeconds * 1000) / 4;
  const renew = (): Promise<void> => beat({ api, facts, leaseSeconds: timing.leaseSeconds });
  await Promise.all([
    every(beatMs, renew, { ...context.attempts('Renewing the lease'), maxMs: beatMs }),
    every(watchPauseMs, watchPods, { ...context.attempts('Watching pods'), maxMs: reportRetryMs }),
  ]);
}

/**
 * Creates the Node with the labels and taints of the kubelet's arguments, as a kubelet does each time it starts, and never
 * again until it starts anew (`registerWithAPIServer` of kubernetes/kubernetes, pkg/kubelet/kubelet_node_status.go). So a
 * machine whose Node was deleted while it was silent stays without one, and registers again after a power cycle, with the
 * certificate it kept. A Node that stands already is this machine's own, from before a power cut: only its status is told anew.
 */
async function register(api: MachineApi, facts: NodeFacts): Promise<void> {
  const now = new Date().toISOString();
  try {
    await api.post('/api/v1/nodes', nodeRegistration(facts, now));
  } catch (error) {
    if (!(error instanceof AlreadyExistsError)) throw error;
    const body = { status: nodeStatus(facts, now) };
    await api.patch(`/api/v1/nodes/${facts.plan.nodeName}/status`, { type: 'strategic-merge', body });
  }
}

async function using<T>(context: MachineContext, access: ApiAccess, act: (api: MachineApi) => Promise<T>): Promise<T> {
  const api = context.connect(access);
  try {
    return await act(api);
  } finally {
    await context.disconnect(api);
  }
}
