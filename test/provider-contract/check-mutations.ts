/**
 * Takes each guard away, one at a time, in a copy of the tree, and expects the contract suite of that cloud to turn red.
 * Run: npm run -s node -- test/provider-contract/check-mutations.ts [part of a guard's name]
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { mutations } from './mutations.ts';
import type { Mutation } from './mutations.ts';

const root = join(import.meta.dirname, '../..');

function copyTree(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cloudburst-mutations-'));
  for (const part of ['src', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts']) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

interface SuiteRun {
  readonly isGreen: boolean;
  readonly output: string;
}

function runSuite(folder: string, cloud: string): SuiteRun {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const file = `test/provider-contract/${cloud}.test.ts`;
  const command = [vitest, 'run', '--project', 'unit', '--bail', '1', '--reporter', 'dot', file];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' });
  const output = stdout + stderr;
  // A file that does not compile, or that is not found, is no caught mutation.
  if (status !== 0 && !/Tests\D+\d+ failed/u.test(stripVTControlCharacters(output)))
    throw new Error(`the suite did not run:\n${output}`);
  return { isGreen: status === 0, output };
}

function survives(folder: string, { file, find, replace, guard }: Mutation): boolean {
  const path = join(folder, file);
  const original = readFileSync(path, 'utf8');
  if (!original.includes(find)) throw new Error(`${file} has no longer the guard of "${guard}"; correct mutations.ts`);
  writeFileSync(path, original.replace(find, replace));
  const { isGreen } = runSuite(folder, cloudOf(guard));
  writeFileSync(path, original);
  return isGreen;
}

function cloudOf(guard: string): string {
  return guard.split(':')[0] ?? '';
}

function main(wanted: string): number {
  const chosen = mutations.filter(({ guard }) => guard.includes(wanted));
  const folder = copyTree();
  try {
    for (const cloud of new Set(chosen.map(({ guard }) => cloudOf(guard)))) {
      const { isGreen, output } = runSuite(folder, cloud);
      if (!isGreen) throw new Error(`the suite of ${cloud} is red without any mutation; mend it first:\n${output}`);
    }
    const survivors = chosen.filter((mutation) => {
      const survived = survives(folder, mutation);
      process.stdout.write(`${survived ? 'SURVIVED' : 'caught  '} ${mutation.guard}\n`);
      return survived;
    });
    process.stdout.write(`${chosen.length - survivors.length} of ${chosen.length} caught\n`);
    return survivors.length === 0 && chosen.length > 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

process.exitCode = main(process.argv[2] ?? '');
