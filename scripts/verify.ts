import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

/** Everything that must hold before a push, but for the tests; cheap things first. */
const steps: readonly Step[] = [
  { name: 'generate', command: ['npm', 'run', '--silent', 'generate'] },
  {
    name: 'generated types are committed',
    command: ['git', 'diff', '--exit-code', '--stat', '--', 'src/api/generated.ts'],
  },
  { name: 'format', command: ['npm', 'run', '--silent', 'format:check'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'types', command: ['npm', 'run', '--silent', 'typecheck'] },
  { name: 'nothing unused', command: ['npm', 'run', '--silent', 'knip'] },
  { name: 'program and workflow bundle', command: ['npm', 'run', '--silent', 'build'] },
];

const root = fileURLToPath(new URL('..', import.meta.url));
const failed: string[] = [];
for (const step of steps) {
  const startedMs = performance.now();
  const { code, output } = await run(step.command);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1).padStart(5);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${seconds} s  ${step.name}`);
  if (code === 0) continue;
  failed.push(step.name);
  console.log(output.trim().replaceAll(/^/gm, '    '));
}
if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** Runs a command in the checkout; a failing step does not keep the others from being looked at. */
function run([program, ...args]: Step['command']): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', (error) => resolve({ code: 1, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
