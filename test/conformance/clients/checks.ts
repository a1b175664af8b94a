import { z } from 'zod';
import { runTool } from './run-tool.ts';

const checkSchema = z.strictObject({
  name: z.string(),
  ok: z.boolean(),
  /** What was seen; for a failed check, what went wrong. */
  detail: z.string(),
});

/** One thing that a vendor's client did against a simulated cloud. */
export type Check = z.infer<typeof checkSchema>;

/** A program that drives a client and prints one check as JSON in each line. */
export interface ChecksProgram {
  readonly command: string;
  readonly args: readonly string[];
  /** Endpoints, and where the client's packages are. */
  readonly env: Readonly<Record<string, string>>;
}

/** Runs the program and reads its checks. A failed check is no error here: the test of its name says so. */
export async function runChecks(program: ChecksProgram): Promise<readonly Check[]> {
  const mend = 'run it by hand to see where it stopped';
  const printed = await runTool({ ...program, timeoutMs: 240_000, mend });
  const lines = printed.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => checkSchema.parse(JSON.parse(line)));
}

/** The check of this name; a failed one when the program has not made it. */
export function checkNamed(checks: readonly Check[], name: string): Check {
  return (
    checks.find((check) => check.name === name) ?? { name, ok: false, detail: 'the program did not make this check' }
  );
}
