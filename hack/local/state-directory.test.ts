import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStateDirectory, removeStateDirectory } from './state-directory.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe('openStateDirectory', () => {
  it('makes a folder that only its owner reads, and opens it again', () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'stack');
    const state = openStateDirectory(path);
    writeFileSync(state.path('file'), '');
    expect(openStateDirectory(path).root).toBe(path);
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  it('refuses a folder that holds something else, and does not delete it', () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'thesis.txt'), '');
    expect(() => openStateDirectory(folder.path)).toThrow(/holds files that are not of a local stack/);
    removeStateDirectory(folder.path);
    expect(existsSync(join(folder.path, 'thesis.txt'))).toBe(true);
  });
});

describe('removeStateDirectory', () => {
  it('deletes a stack and is content when there is none', () => {
    using folder = temporaryFolder();
    const { root } = openStateDirectory(join(folder.path, 'stack'));
    removeStateDirectory(root);
    removeStateDirectory(root);
    expect(existsSync(root)).toBe(false);
  });
});
