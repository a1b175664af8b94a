import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('the provider contract turns red without any one of its guards', () => {
  const script = join(import.meta.dirname, '../provider-contract/check-mutations.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  expect(stdout + stderr).not.toContain('SURVIVED');
  expect(status).toBe(0);
});
