import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mutations } from './mutations.ts';

const root = join(import.meta.dirname, '../..');

it.each(mutations)('$guard is still where the mutation takes it away', ({ file, find }) => {
  expect(readFileSync(join(root, file), 'utf8')).toContain(find);
});
