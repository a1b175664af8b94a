import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isRunning } from '../../hack/local/process-identity.ts';
import { startProcess } from '../../hack/local/processes.ts';
import { stopLeftovers } from '../e2e/world/leftovers.ts';

it('what a world has left running is stopped, and only once', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'leftovers-'));
  try {
    const folder = join(stateDir, 'world-1');
    mkdirSync(folder);
    const files = { logFile: join(folder, 'run.log'), pidFile: join(folder, 'run.pid') };
    const forever = ['-e', 'setInterval(() => undefined, 1000)'];
    const child = await startProcess({ name: 'run', command: process.execPath, args: forever, ...files });
    expect(await stopLeftovers(stateDir)).toEqual(['world-1/run.pid']);
    expect(isRunning(child)).toBe(false);
    expect(await stopLeftovers(stateDir)).toEqual([]);
  } finally {
    rmSync(stateDir, { recursive: true });
  }
});
