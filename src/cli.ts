import { runCommandLine } from './cli/main.ts';

const exitCode = await runCommandLine(process.argv.slice(2), {
  signals: process,
  print: (line) => void process.stdout.write(`${line}\n`),
  complain: (text) => void process.stderr.write(text),
});
// What a failed start left open must not keep a process alive that an operator or kubelet waits for.
process.exit(exitCode);
