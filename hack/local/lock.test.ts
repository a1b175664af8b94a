import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withLock } from './lock.ts';
import { temporaryFolder } from './temporary-folder.ts';

const quiet = { report: (): void => undefined, purpose: 'tests' };

describe('withLock', () => {
  it('lets one caller in at a time', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'lock');
    const inside = { now: 0, most: 0, total: 0 };
    const work = async (): Promise<void> => {
      inside.now += 1;
      inside.most = Math.max(inside.most, inside.now);
      inside.total += 1;
      await Promise.resolve();
      inside.now -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withLock({ ...quiet, file }, work)));
    expect(inside).toEqual({ now: 0, most: 1, total: 3 });
    expect(existsSync(file)).toBe(false);
  });

  it('takes over the lock of a process that died', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'lock');
    writeFileSync(file, `${process.pid} 1\n`);
    expect(await withLock({ ...quiet, file }, () => Promise.resolve('done'))).toBe('done');
  });

  it('is open again after the work failed', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'lock');
    await expect(withLock({ ...quiet, file }, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withLock({ ...quiet, file }, () => Promise.resolve('done'))).toBe('done');
  });
});
