import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const repository = resolve(import.meta.dirname, '..', '..', '..');
const execute = promisify(execFile);

/** Programs whose commands in the documents are not run here, and why. */
const notRun: Readonly<Record<string, string>> = {
  './hack/dev.sh': 'run by hack/local/local-stack.e2e.test.ts',
  './hack/simulate-disaster-recovery.sh': 'takes two minutes and a stack of its own',
  './hack/test.sh': 'runs this test',
  eval: 'exports the variables of ./hack/dev.sh env',
  kubectl: 'names objects of the reader; the manifests are applied by test/e2e/examples and test/e2e/config',
  kind: 'needs Docker',
  docker: 'needs Docker; the commands of its services are run by test/e2e/compose',
  temporal: 'a server for production; the local one is started by every end-to-end test',
  npm: 'installs packages',
  node: 'run by test/provider-contract',
};

interface Block {
  readonly document: string;
  readonly isRun: boolean;
  readonly commands: readonly string[];
}

function blocksOf(document: string): readonly Block[] {
  const text = readFileSync(resolve(repository, document), 'utf8');
  return [...text.matchAll(/^```sh( run)?\n([\s\S]*?)^```$/gm)].map(([, run, body = '']) => ({
    document,
    isRun: run !== undefined,
    commands: body.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#')),
  }));
}

const documents = ['README.md', ...globSync('docs/*.md', { cwd: repository })];
const blocks = documents.flatMap(blocksOf);
const runnable = blocks.filter(({ isRun }) => isRun).flatMap(({ commands }) => commands);

/** The program of a command line, without the variables before it. */
function programOf(command: string): string {
  const words = command.trim().split(/\s+/);
  return words.find((word) => !/^[A-Z_]+=/.test(word)) ?? '';
}

describe('commands of the documents', () => {
  it.each(runnable)('%s ends well and prints something', async (command) => {
    const [program, ...args] = command.split(' ');
    expect(program).toBe('cloudburst');
    const { stdout } = await execute(process.execPath, [resolve(repository, 'src', 'cli.ts'), ...args]);
    expect(stdout).toContain('Usage: cloudburst');
  });

  it('are marked as runnable, or belong to a program that is not run for a reason', () => {
    const others = blocks.filter(({ isRun }) => !isRun).flatMap(({ commands }) => commands);
    expect(runnable.length).toBeGreaterThan(0);
    expect(others.filter((command) => notRun[programOf(command)] === undefined)).toEqual([]);
  });
});
