import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { down } from './dev-down.ts';
import { probeService } from './dev-probe.ts';
import { statusRows, statusTable } from './dev-status.ts';
import { up } from './dev-up.ts';
import { withLock } from './lock.ts';
import { shellExports } from './shell-exports.ts';
import { readStackRecord, type StackRecord } from './stack-record.ts';
import { isStateDirectory, openStateDirectory, type StateDirectory } from './state-directory.ts';
import type { Report } from './steps.ts';

const usage = `Usage: hack/dev.sh COMMAND [--state-dir FOLDER]

  up      start the local stack, or what is missing of it
          --use-existing-cluster  use the cluster of KUBECONFIG instead of a control plane of its own
  status  show its processes
  env     print variables for the shell: eval "$(./hack/dev.sh env)"
  down    stop everything and delete the folder (default .cloudburst in the checkout)`;

const repository = resolve(import.meta.dirname, '..', '..');
const say: Report = (line) => console.log(line);

interface Invocation {
  readonly command: string;
  readonly stateDir: string;
  readonly useExistingCluster: boolean;
}

try {
  process.exitCode = await run(parse(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function parse(args: string[]): Invocation {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'state-dir': { type: 'string' }, 'use-existing-cluster': { type: 'boolean', default: false } },
  });
  return {
    command: positionals.length === 1 ? (positionals[0] ?? '') : '',
    stateDir: resolve(values['state-dir'] ?? join(repository, '.cloudburst')),
    useExistingCluster: values['use-existing-cluster'],
  };
}

async function run(invocation: Invocation): Promise<number> {
  switch (invocation.command) {
    case 'up':
      return bringUp(invocation);
    case 'status':
      return showStatus(invocation.stateDir);
    case 'env':
      return printEnvironment(invocation.stateDir);
    case 'down':
      await down(invocation.stateDir, say);
      return 0;
    default:
      console.error(usage);
      return 2;
  }
}

async function bringUp({ stateDir, useExistingCluster }: Invocation): Promise<number> {
  const startedAt = performance.now();
  const file = openStateDirectory(stateDir).path('lock');
  const options = { repository, stateDir, useExistingCluster, env: process.env, report: say };
  await withLock({ file, report: say, purpose: 'brings up the same stack' }, () => up(options));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  say(`The local stack is up (${seconds} s). Next: eval "$(./hack/dev.sh env)"`);
  return 0;
}

async function showStatus(stateDir: string): Promise<number> {
  const { state, record } = openStack(stateDir);
  const rows = await statusRows(state, record, probeService);
  console.log(statusTable(rows));
  return rows.every((row) => row.ready === 'yes') ? 0 : 1;
}

function printEnvironment(stateDir: string): number {
  process.stdout.write(shellExports(openStack(stateDir).record.environment));
  return 0;
}

function openStack(stateDir: string): { readonly state: StateDirectory; readonly record: StackRecord } {
  if (isStateDirectory(stateDir)) {
    const state = openStateDirectory(stateDir);
    const record = readStackRecord(state);
    if (record !== undefined) return { state, record };
  }
  throw new Error(`No local stack is up in ${stateDir}; run ./hack/dev.sh up`);
}
