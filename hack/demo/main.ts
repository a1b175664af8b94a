import { resolve } from 'node:path';
import { runDemo } from './demo.ts';
import { parseDemoArguments, usage, UsageError } from './demo-arguments.ts';
import { catchInterruption } from './interruption.ts';

/** EX_USAGE of sysexits.h. */
const USAGE_EXIT_CODE = 64;

const repository = resolve(import.meta.dirname, '..', '..');
const say = (line: string): void => console.log(line);

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  const interruption = catchInterruption(say);
  try {
    const parsed = parseDemoArguments(args, repository);
    if (parsed === undefined) {
      say(usage);
      return 0;
    }
    await runDemo({ ...parsed, repository, env: process.env, say, signal: interruption.signal });
    say('');
    say(`Everything was seen (${Math.round((performance.now() - startedAt) / 1000)} s).`);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return error instanceof UsageError ? USAGE_EXIT_CODE : 1;
  } finally {
    interruption.stop();
  }
}
