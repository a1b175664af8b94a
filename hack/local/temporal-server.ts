import { existsSync, mkdirSync, rmSync } from 'node:fs';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { isListening } from './listening.ts';
import { readPidFile } from './pid-file.ts';
import { startProcess, stopProcess, waitUntilReady } from './processes.ts';
import { runProgram } from './run-program.ts';
import { openStateDirectory, type StateDirectory } from './state-directory.ts';
import { type Report, step } from './steps.ts';
import { claimPorts } from './stored-ports.ts';
import { prepareNamespace, temporalArguments, type TemporalPorts } from './temporal-commands.ts';

const READY_DEADLINE_MS = 60_000;

/** How a local Temporal server is started. */
export interface TemporalOptions {
  /** Folder of the stack; made when missing. */
  readonly stateDir: string;
  readonly toolchain: Toolchain;
  /** Keep nothing on disk; default false: histories survive a restart in temporal/temporal.db. */
  readonly inMemory?: boolean;
  /** Ports of the frontend and of the web interface if they are free; else, and by default, any free ones. */
  readonly port?: number;
  readonly uiPort?: number;
  /** Default: nobody is told. */
  readonly report?: Report;
}

/** A running Temporal development server. It outlives the caller. */
export interface TemporalServer {
  /** Host and port of the frontend, such as `127.0.0.1:7233`. */
  readonly address: string;
  /** Base URL of the web interface. */
  readonly ui: string;
  /** Its process number while it runs. */
  pid(): number | undefined;
  /** Ends the server and waits until it is gone. */
  stop(): Promise<void>;
  /** Starts it again on its old ports and database and waits until it is ready; no-op while it runs. */
  start(): Promise<void>;
  /** Stops the server and forgets every history, namespace and search attribute; `start` makes them anew. */
  wipe(): Promise<void>;
}

/** Name of the server's pid file and log. */
export const temporalProcess = 'temporal';

/**
 * Starts Temporal's development server with its web interface and waits until the namespace `default` takes workflows.
 * A server that runs already is kept. Throws with the end of the log when it is not ready within a minute.
 */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  const server = await openTemporal(options);
  const report: Report = options.report ?? ((): void => undefined);
  await step(report, `Temporal ready on ${server.address}, its web interface on ${server.ui}`, () => server.start());
  return server;
}

/** The server that another process has started in this folder, to stop, start and wipe it; starts nothing itself. */
export async function openTemporal(options: TemporalOptions): Promise<TemporalServer> {
  const state = openStateDirectory(options.stateDir);
  const ports = await claimPorts({
    file: state.path('temporal-ports.json'),
    preferred: { frontend: options.port, ui: options.uiPort, http: undefined, metrics: undefined },
    running: readPidFile(state.pidFile(temporalProcess)) !== undefined,
  });
  return temporalHandle(options, state, ports);
}

function temporalHandle(options: TemporalOptions, state: StateDirectory, ports: TemporalPorts): TemporalServer {
  const stop = async (): Promise<void> => {
    await stopProcess(state.pidFile(temporalProcess));
  };
  return {
    address: `127.0.0.1:${ports.frontend}`,
    ui: `http://127.0.0.1:${ports.ui}`,
    pid: () => readPidFile(state.pidFile(temporalProcess))?.pid,
    stop,
    start: () => start(options, state, ports),
    wipe: async () => {
      await stop();
      rmSync(state.path('temporal'), { recursive: true, force: true });
    },
  };
}

async function start(options: TemporalOptions, state: StateDirectory, ports: TemporalPorts): Promise<void> {
  const pidFile = state.pidFile(temporalProcess);
  if (readPidFile(pidFile) !== undefined) return;
  const database = options.inMemory === true ? undefined : state.path('temporal', 'temporal.db');
  const isNew = database === undefined || !existsSync(database);
  mkdirSync(state.path('temporal'), { recursive: true });
  const command = options.toolchain.path('temporal');
  const logFile = state.logFile(temporalProcess);
  const args = temporalArguments(ports, database);
  // The check calls home; a development server on loopback has no use for it.
  const env = { TEMPORAL_VERSION_CHECK_DISABLED: '1' };
  const identity = await startProcess({ name: 'Temporal', command, args, env, logFile, pidFile, cwd: state.root });
  const wait = { name: 'Temporal', process: identity, logFile, deadlineMs: READY_DEADLINE_MS };
  const address = `127.0.0.1:${ports.frontend}`;
  await waitUntilReady({ ...wait, isReady: () => isListening(ports.frontend) });
  await waitUntilReady({ ...wait, isReady: () => isServing(command, address) });
  await prepareNamespace({ command, address, isNew });
}

async function isServing(command: string, address: string): Promise<boolean> {
  await runProgram(command, ['operator', 'namespace', 'describe', '--namespace', 'default', '--address', address]);
  return true;
}
