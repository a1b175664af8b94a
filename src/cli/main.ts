import { CommanderError } from 'commander';
import type { CommandContext } from './program.ts';
import { createProgram } from './program.ts';

/** Exit code for flags and arguments that cannot be understood: EX_USAGE of sysexits.h. */
export const usageExitCode = 64;

/** Runs one command with arguments without the program's name. Returns the exit code; errors become one sentence. */
export async function runCommandLine(args: readonly string[], context: CommandContext): Promise<number> {
  try {
    await createProgram(context).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageExitCode;
    context.complain(`error: ${sentenceOf(error)}\n`);
    return 1;
  }
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE')
    return `${error.message}, stop what listens there or choose another port`;
  return error.message;
}
