import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const folder = import.meta.dirname;

it('every row of docs/provider-contract.md has a test of its number, and every test a row', () => {
  const text = readFileSync(join(folder, '../../docs/provider-contract.md'), 'utf8');
  const rows = [...text.matchAll(/^\| ([A-Z][0-9]+) \|/gmu)].map(([, row]) => row);
  const files = globSync('{suite*,limits.test}.ts', { cwd: folder }).map((file) =>
    readFileSync(join(folder, file), 'utf8'),
  );
  // A number at the beginning of a text is that of a test's title, or of the title's first part.
  const tests = files.flatMap((file) => [...file.matchAll(/['`]([A-Z][0-9]+)(?=[ '])/gu)].map(([, row]) => row));
  expect(new Set(rows).size).toBe(rows.length);
  expect([...new Set(tests)].toSorted()).toEqual(rows.toSorted());
});
