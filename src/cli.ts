import { runCommandLine } from './cli/main.ts';

const exitCode = await runCommandLine(process.argv.slice(2), {
  signals: process,
  print: (line) => void process.stdout.write(`${line}\n`),
  complain: (text) => void process.stderr.write(text),
});
process.exitCode = exitCode;
