/** Runs every check and test, shows what is going on, and sums up in the last line. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toolchainOptionsFrom } from '../toolchain/environment.ts';
import { ensureToolchain } from '../toolchain/toolchain.ts';
import { addUp, readTestReport, summaryLine } from './summary.ts';
import type { TestCounts } from './summary.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** One step; its exit code. Nothing is captured, so that a person sees progress as it comes. */
function run(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: repository, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** The checks count as one test: they pass or fail together. */
async function runChecks(): Promise<TestCounts> {
  say('\n== Checks: generated files, format, lint, types, unused code, workflow bundle');
  const code = await run('npm', ['run', '--silent', 'verify']);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

async function runTests(project: string, what: string): Promise<TestCounts> {
  say(`\n== ${what}`);
  const folder = mkdtempSync(join(tmpdir(), 'cloudburst-report-'));
  const file = join(folder, 'report.json');
  try {
    const code = await run('vitest', [
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ]);
    return readTestReport(file, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

say('== Programs: etcd, Kubernetes and Temporal, from the cache, PATH, releases or Go modules');
await ensureToolchain(toolchainOptionsFrom(process.env, say));
const counts = [
  await runChecks(),
  await runTests('unit', 'Unit tests, and the provider contract against the simulated clouds'),
  await runTests('conformance', "Vendors' own clients against the simulated clouds"),
  await runTests('e2e', 'End-to-end tests against a real control plane, a real Temporal and simulated clouds'),
];
const total = addUp(counts);
say(`\n${summaryLine(total)}`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
