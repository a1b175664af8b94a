import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { callerEnvironment } from './client-cache.ts';

const execute = promisify(execFile);

/** A program to be run to its end. */
export interface ToolCall {
  readonly command: string;
  readonly args: readonly string[];
  /** Working directory; default the caller's. */
  readonly cwd?: string;
  /** Added to the caller's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** What to do when the program cannot be run or fails. */
  readonly mend: string;
}

/** What the program printed. Throws one sentence with its last line and the mend when it fails. */
export async function runTool(call: ToolCall): Promise<string> {
  try {
    const { stdout } = await execute(call.command, call.args, {
      env: { ...callerEnvironment(), ...call.env },
      timeout: call.timeoutMs,
      maxBuffer: 64 * 1024 * 1024,
      ...(call.cwd === undefined ? {} : { cwd: call.cwd }),
    });
    return stdout;
  } catch (cause) {
    throw new Error(`${call.command} ${call.args[0] ?? ''} failed (${lastWords(cause)}); ${call.mend}`, { cause });
  }
}

function lastWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const printed = 'stderr' in error ? String(error.stderr).trim() : '';
  return printed.split('\n').at(-1)?.trim() || error.message;
}
