import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { lastLines } from '../hack/local/log-tail.ts';
import { isMet } from './figure.ts';
import { storeResults } from './results.ts';
import type { Result } from './results.ts';
import type { Scenario } from './scenario.ts';
import { demoPhaseOne } from './scenarios/demo-phase-one.ts';
import { blackHole, eightRefusals, silentCloud } from './scenarios/failover.ts';
import { idle } from './scenarios/idle.ts';
import { goneNode, hundredLost, silentNode } from './scenarios/node-loss.ts';
import { podToCreate } from './scenarios/pod-to-create.ts';
import { providerOverhead } from './scenarios/provider-overhead.ts';
import { simulation } from './scenarios/simulation.ts';
import { terminateHundred } from './scenarios/terminate-hundred.ts';
import { startStack } from './stack.ts';
import type { Stack } from './stack.ts';

const scenarios: readonly Scenario[] = [
  podToCreate,
  eightRefusals,
  blackHole,
  silentCloud,
  demoPhaseOne,
  goneNode,
  silentNode,
  hundredLost,
  terminateHundred,
  idle,
  providerOverhead,
  simulation,
];

const usage = `Usage: npm run bench -- [--runs=<n>] [--dry] [scenario ...]
  --runs=<n>  measure that often instead of as often as the targets ask for
  --dry       print the figures, write no file
Scenarios, by default all:
${scenarios.map(({ name, runs, title }) => `  ${name.padEnd(16)} ${String(runs).padStart(3)} runs. ${title}`).join('\n')}`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string' }, dry: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
});
const chosen = positionals.length === 0 ? scenarios : scenarios.filter(({ name }) => positionals.includes(name));
const runs = values.runs === undefined ? undefined : Number(values.runs);
const isWrong = (runs !== undefined && !(runs >= 1)) || chosen.length < new Set(positionals).size;
if (values.help === true || isWrong) {
  console.log(usage);
  process.exit(isWrong ? 2 : 0);
}
await main();

async function main(): Promise<void> {
  const report = (line: string): void => console.log(line);
  // oxlint-disable-next-line no-restricted-properties -- programs are found where the user's shell finds them
  const stack = await startStack({ env: process.env, report });
  const interrupt = (): void => void stack.stop().finally(() => process.exit(130));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    for (const scenario of chosen) await measure(scenario, stack);
  } catch (error) {
    for (const file of globSync(join(stack.stateDir, '*', '*.log'))) console.error(`${file}:\n${lastLines(file)}`);
    throw error;
  } finally {
    await stack.stop();
  }
}

async function measure(scenario: Scenario, stack: Stack): Promise<void> {
  const before = load();
  console.log(`\n${scenario.name}: ${scenario.title}`);
  const report = (line: string): void => console.log(`  ${line}`);
  const figures = await scenario.measure({ stack, runs: runs ?? scenario.runs, report });
  console.table(figures.map((one) => ({ ...one, target: JSON.stringify(one.target), met: isMet(one) })));
  const { name, title } = scenario;
  const command = ['npm run bench --', ...process.argv.slice(2)].join(' ').replace(/ --$/, '');
  const surroundings = { date: new Date().toISOString(), command, machine: machine(), commit: commit() };
  const result: Result = {
    scenario: name,
    title,
    ...surroundings,
    load: { before, after: load() },
    figures: [...figures],
  };
  if (values.dry !== true)
    storeResults(
      [result],
      scenarios.map((one) => one.name),
    );
}

function load(): number {
  return loadavg()[0] ?? NaN;
}

function machine(): string {
  const cores = cpus();
  return `${cores.length} × ${cores[0]?.model.trim() ?? 'unknown processor'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Linux, Node ${process.version}`;
}

function commit(): string {
  return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
}
