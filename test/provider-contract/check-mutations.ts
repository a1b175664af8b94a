/**
 * Takes each guard away, one at a time, in a copy of the tree, and expects the contract suite of that cloud to turn red.
 * Run: npm run -s node -- test/provider-contract/check-mutations.ts
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutations } from './mutations.ts';
import type { Mutation } from './mutations.ts';

const root = join(import.meta.dirname, '../..');

function copyTree(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cloudburst-mutations-'));
  for (const part of ['src', 'test', 'package.json', 'tsconfig.json']) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

function suiteIsGreen(folder: string, cloud: string): boolean {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const run = spawnSync(
    process.execPath,
    [vitest, 'run', '--bail', '1', '--testTimeout', '20000', `test/provider-contract/${cloud}.test.ts`],
    {
      cwd: folder,
    },
  );
  return run.status === 0;
}

function survives(folder: string, { file, find, replace, guard }: Mutation): boolean {
  const path = join(folder, file);
  const original = readFileSync(path, 'utf8');
  if (!original.includes(find)) throw new Error(`${file} has no longer the guard of "${guard}"; correct mutations.ts`);
  writeFileSync(path, original.replace(find, replace));
  const green = suiteIsGreen(folder, guard.split(':')[0] ?? '');
  writeFileSync(path, original);
  return green;
}

function main(): number {
  const folder = copyTree();
  try {
    for (const cloud of ['hetzner', 'scaleway']) {
      if (!suiteIsGreen(folder, cloud))
        throw new Error(`the suite of ${cloud} is red without any mutation; mend it first`);
    }
    const survivors = mutations.filter((mutation) => {
      const survived = survives(folder, mutation);
      process.stdout.write(`${survived ? 'SURVIVED' : 'caught  '} ${mutation.guard}\n`);
      return survived;
    });
    return survivors.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

process.exitCode = main();
