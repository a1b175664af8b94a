import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cleanEnvironment } from './clean-environment.ts';
import { lastLines } from './log-tail.ts';
import { readPidFile, removePidFile, writePidFile } from './pid-file.ts';
import { identifyProcess, isRunning, type ProcessIdentity } from './process-identity.ts';

const POLL_INTERVAL_MS = 100;
const KILL_WAIT_MS = 10_000;

/** What to start, and where its traces go. All paths are absolute. */
export interface ProcessSpec {
  /** Word for messages, such as `etcd`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to {@link cleanEnvironment}; default nothing. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Output and errors are appended here. */
  readonly logFile: string;
  readonly pidFile: string;
}

/** How a process came to its end. */
export type StopOutcome = 'NotRunning' | 'Stopped' | 'Killed';

/**
 * Starts a process that outlives the caller, in a session of its own, and records it in its pid file.
 * A process that the pid file names and that still runs is left alone and returned.
 * Throws when the program cannot be executed.
 */
export async function startProcess(spec: ProcessSpec): Promise<ProcessIdentity> {
  const running = readPidFile(spec.pidFile);
  if (running !== undefined) return running;
  mkdirSync(dirname(spec.logFile), { recursive: true });
  const log = openSync(spec.logFile, 'a');
  try {
    return await launch(spec, log);
  } finally {
    closeSync(log);
  }
}

async function launch(spec: ProcessSpec, log: number): Promise<ProcessIdentity> {
  const child = spawn(spec.command, spec.args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: cleanEnvironment(spec.env),
    ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
  });
  const failure = new Promise<Error>((resolve) => child.once('error', resolve));
  if (child.pid === undefined) {
    const error = await failure;
    throw new Error(`${spec.name} cannot be started from ${spec.command}: ${error.message}`);
  }
  child.unref();
  const identity = identifyProcess(child.pid);
  if (identity === undefined) throw diedAtOnce(spec);
  writePidFile(spec.pidFile, identity);
  return identity;
}

function diedAtOnce(spec: { readonly name: string; readonly logFile: string }): Error {
  return new Error(
    `${spec.name} stopped before it was ready; its log ${spec.logFile} ends:\n${lastLines(spec.logFile)}`,
  );
}

/** A started process that is expected to become ready. */
export interface ReadinessWait {
  readonly name: string;
  readonly process: ProcessIdentity;
  readonly logFile: string;
  readonly deadlineMs: number;
  /** Resolves to true once ready; a rejection counts as not yet. Gets a signal that ends with the deadline. */
  readonly isReady: (signal: AbortSignal) => Promise<boolean>;
}

/** Resolves as soon as the check passes. Throws with the end of the log when the process dies or the deadline passes. */
export async function waitUntilReady(wait: ReadinessWait): Promise<void> {
  const signal = AbortSignal.timeout(wait.deadlineMs);
  while (!(await wait.isReady(signal).catch(() => false))) {
    if (!isRunning(wait.process)) throw diedAtOnce(wait);
    if (signal.aborted) {
      const seconds = wait.deadlineMs / 1000;
      const tail = lastLines(wait.logFile);
      throw new Error(`${wait.name} was not ready within ${seconds} s; its log ${wait.logFile} ends:\n${tail}`);
    }
    await pause(POLL_INTERVAL_MS);
  }
}

/**
 * Ends the recorded process and waits until it is gone: TERM, then KILL once `termMs` have passed (default 15 s).
 * What the process left in its own group goes too. A reused number is recognised and not touched.
 */
export async function stopProcess(pidFile: string, termMs = 15_000): Promise<StopOutcome> {
  const running = readPidFile(pidFile);
  if (running === undefined) {
    removePidFile(pidFile);
    return 'NotRunning';
  }
  signalProcess(running.pid, 'SIGTERM');
  const stopped = await waitUntilGone(running, termMs);
  // The leader's number stays reserved while its group has members, so no stranger can be hit.
  signalProcess(-running.pid, 'SIGKILL');
  if (!stopped && !(await waitUntilGone(running, KILL_WAIT_MS))) {
    throw new Error(`Process ${running.pid} of ${pidFile} cannot be killed; look at it with ps and end it by hand`);
  }
  removePidFile(pidFile);
  return stopped ? 'Stopped' : 'Killed';
}

/** Stops the processes one after the other, in the order given, even when one of them fails; then throws the first error. */
export async function stopInOrder(pidFiles: readonly string[]): Promise<void> {
  const errors: unknown[] = [];
  for (const pidFile of pidFiles) await stopProcess(pidFile).catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}

async function waitUntilGone(identity: ProcessIdentity, deadlineMs: number): Promise<boolean> {
  const signal = AbortSignal.timeout(deadlineMs);
  while (isRunning(identity)) {
    if (signal.aborted) return false;
    await pause(POLL_INTERVAL_MS);
  }
  return true;
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // ESRCH: nothing with that number is left, which is what was wanted.
  }
}
