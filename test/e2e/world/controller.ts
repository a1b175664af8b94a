import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findFreePorts } from '../../../hack/local/free-ports.ts';
import { startProcess, stopProcess, waitUntilReady } from '../../../hack/local/processes.ts';

const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

/** A `cloudburst` process that a test may stop, kill and start again. */
export interface Controller {
  readonly logFile: string;
  readonly metricsUrl: string;
  readonly healthUrl: string;
  /** Starts it, with more variables if wanted, and waits until it is ready. */
  start(env?: Readonly<Record<string, string>>): Promise<void>;
  /** Starts it without waiting. */
  launch(env?: Readonly<Record<string, string>>): Promise<void>;
  ready(): Promise<boolean>;
  /** SIGTERM, and waits for its end. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

/** What a controller is told. */
export interface ControllerSettings {
  readonly folder: string;
  /** Also the name of its log. */
  readonly name: string;
  /** `run`, `watcher` or `worker`. */
  readonly command?: string;
  readonly env: Readonly<Record<string, string>>;
}

export async function createController({
  folder,
  name,
  command = 'run',
  env,
}: ControllerSettings): Promise<Controller> {
  const ports = await findFreePorts({ http: undefined, metrics: undefined });
  const files = { logFile: join(folder, `${name}.log`), pidFile: join(folder, `${name}.pid`) };
  const health = `http://127.0.0.1:${ports.http}`;
  let pid: number | undefined;
  const launch = async (extra: Readonly<Record<string, string>> = {}) => {
    const addresses = {
      CLOUDBURST_HTTP_ADDRESS: `127.0.0.1:${ports.http}`,
      CLOUDBURST_METRICS_ADDRESS: `127.0.0.1:${ports.metrics}`,
    };
    const child = await startProcess({
      name,
      command: process.execPath,
      args: [cli, command],
      env: { ...env, ...addresses, ...extra },
      ...files,
    });
    pid = child.pid;
    return child;
  };
  const ready = async (signal?: AbortSignal): Promise<boolean> =>
    (await fetch(`${health}/readyz`, { ...(signal && { signal }) })).ok;
  return {
    logFile: files.logFile,
    metricsUrl: `http://127.0.0.1:${ports.metrics}/metrics`,
    healthUrl: health,
    launch: async (extra) => void (await launch(extra)),
    ready,
    async start(extra) {
      const child = await launch(extra);
      await waitUntilReady({ name, process: child, logFile: files.logFile, deadlineMs: 60_000, isReady: ready });
    },
    stop: async () => void (await stopProcess(files.pidFile)),
    async kill() {
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      await stopProcess(files.pidFile);
    },
  };
}
