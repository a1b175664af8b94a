import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failureTypes } from '../../src/contract/failure-type.ts';

const repository = resolve(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(repository, path), 'utf8');
const documents = ['README.md', ...globSync('docs/**/*.md', { cwd: repository })];

/** Reasons of conditions, attempts and events as the code writes them. */
function reasonsInCode(): readonly string[] {
  const files = globSync('src/{activities,watcher,domain,workflows}/**/*.ts', { cwd: repository });
  const code = files
    .filter((file) => !file.endsWith('.test.ts'))
    .map(read)
    .join('\n');
  const written = code.matchAll(/\breason: (?:\w+ \? )?'([A-Z]\w+)'(?: : '([A-Z]\w+)')?/g);
  const named = code.matchAll(/export const \w+ = '([A-Z][a-z]+[A-Z]\w+)';/g);
  return [...written, ...named].flatMap(([, ...reasons]) => reasons.filter((reason) => reason !== undefined));
}

describe('docs/troubleshooting.md', () => {
  it('has a heading for every reason in the code, and no other', () => {
    const headings = [...read('docs/troubleshooting.md').matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
    const reasons = new Set([...reasonsInCode(), ...Object.values(failureTypes)]);
    expect(headings.toSorted()).toEqual([...reasons].toSorted());
  });
});

describe('docs/operations.md', () => {
  it('names every metric of the code, each of which is filled', () => {
    const counters = read('src/runtime/counters.ts');
    const metrics = [...counters.matchAll(/^ {2}\| '(\w+)'/gm)].map(([, name]) => name ?? '');
    const page = read('docs/operations.md');
    const inTable = metrics.filter((name) => page.includes(`| \`cloudburst_${name}\` |`));
    const used = globSync('src/**/*.ts', { cwd: repository })
      .filter((file) => !file.endsWith('.test.ts') && !file.startsWith('src/runtime/counters'))
      .map(read)
      .join('\n');
    const filled = metrics.filter((name) => new RegExp(`\\.(add|set|observe)\\(\\s*'${name}'`).test(used));
    expect(inTable.toSorted()).toEqual(metrics.toSorted());
    expect(filled.toSorted()).toEqual(metrics.toSorted());
  });
});

describe('the documents', () => {
  it.each(documents)('%s links to files that exist', (document) => {
    const targets = [...read(document).matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '');
    expect(targets.filter((target) => !existsSync(join(repository, dirname(document), target)))).toEqual([]);
  });
});
