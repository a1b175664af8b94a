import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { cleanEnvironment } from './clean-environment.ts';

const execute = promisify(execFile);

/** How a short-lived program is run. */
export interface RunOptions {
  /** Added to {@link cleanEnvironment}; default nothing. */
  readonly env?: Readonly<Record<string, string>>;
  /** Deadline, default 30 s. */
  readonly timeoutMs?: number;
  /** Working directory; default that of the caller. */
  readonly cwd?: string;
}

/** Runs a program to its end and returns what it printed. Throws with the end of its error output when it fails. */
export async function runProgram(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  try {
    const { stdout } = await execute(command, args, {
      env: cleanEnvironment(options.env),
      timeout: options.timeoutMs ?? 30_000,
      maxBuffer: 64 * 1024 * 1024,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    return stdout;
  } catch (error) {
    throw new Error(`${[command, ...args].join(' ')} failed: ${outputOf(error)}`, { cause: error });
  }
}

function outputOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stderr = 'stderr' in error ? String(error.stderr).trim() : '';
  return stderr.split('\n').slice(-5).join('\n') || error.message;
}
