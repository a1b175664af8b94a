import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findFreePorts } from '../../../hack/local/free-ports.ts';
import { startProcess, stopProcess, waitUntilReady } from '../../../hack/local/processes.ts';

const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

/** One resource in a simulated cloud. */
export interface CloudResource {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
}

/** Everything in one simulated cloud. */
export interface CloudContents {
  readonly servers: readonly CloudResource[];
  readonly volumes: readonly CloudResource[];
  readonly ips: readonly CloudResource[];
}

/** One call that a simulated cloud was sent. */
export interface CloudRequest {
  readonly timeMs: number;
  readonly provider: string;
  readonly method: string;
  readonly path: string;
  readonly operation?: string;
  readonly status?: number;
}

/** Simulated clouds in a process of their own, with hollow machines. */
export interface Clouds {
  readonly hetznerEndpoint: string;
  readonly scalewayEndpoint: string;
  /** Sends one request to the control endpoint and gives the answer's JSON. */
  control<T>(method: string, path: string, body?: unknown): Promise<T>;
  contents(): Promise<{ readonly hetzner: CloudContents; readonly scaleway: CloudContents }>;
  requests(filter?: string): Promise<readonly CloudRequest[]>;
  /** Adds a fault; see docs/simulation.md. */
  fault(rule: object): Promise<void>;
  /** What the clouds would bill now. */
  eurPerHour(): Promise<number>;
  readonly logFile: string;
  stop(): Promise<void>;
}

export async function startClouds(folder: string, options: { readonly bootDelay?: string } = {}): Promise<Clouds> {
  const ports = await findFreePorts({ hetzner: undefined, scaleway: undefined, control: undefined });
  const files = { logFile: join(folder, 'simulate.log'), pidFile: join(folder, 'simulate.pid') };
  const args = [
    cli,
    'simulate',
    `--hetzner-port=${ports.hetzner}`,
    `--scaleway-port=${ports.scaleway}`,
    `--control-port=${ports.control}`,
  ];
  const child = await startProcess({
    name: 'simulate',
    command: process.execPath,
    args: [...args, `--boot-delay=${options.bootDelay ?? '0s'}`],
    ...files,
  });
  const base = `http://127.0.0.1:${ports.control}`;
  await waitUntilReady({
    name: 'simulate',
    process: child,
    logFile: files.logFile,
    deadlineMs: 20_000,
    isReady: async (signal) => (await fetch(`${base}/healthz`, { signal })).ok,
  });
  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${base}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    const text = await answer.text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  return {
    hetznerEndpoint: `http://127.0.0.1:${ports.hetzner}/v1`,
    scalewayEndpoint: `http://127.0.0.1:${ports.scaleway}`,
    control,
    contents: () => control('GET', '/state'),
    requests: async (filter = '') =>
      (await control<{ requests: readonly CloudRequest[] }>('GET', `/requests${filter}`)).requests,
    fault: async (rule) => control('POST', '/faults', rule),
    eurPerHour: async () => (await control<{ eurPerHour: number }>('GET', '/meter')).eurPerHour,
    logFile: files.logFile,
    stop: async () => void (await stopProcess(files.pidFile)),
  };
}
