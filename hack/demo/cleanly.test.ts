import { describe, expect, it } from 'vitest';
import { cleanly } from './cleanly.ts';

const fine = (): Promise<void> => Promise.resolve();
const failing = (message: string) => (): Promise<void> => Promise.reject(new Error(message));

describe('cleanly', () => {
  it('cleans up after work that failed, and throws why it failed', async () => {
    let cleaned = false;
    const cleaning = (): Promise<void> => {
      cleaned = true;
      return Promise.resolve();
    };
    await expect(cleanly(() => undefined, failing('no claim'), cleaning)).rejects.toThrow('no claim');
    expect(cleaned).toBe(true);
  });

  it('throws the first of two failures and tells the second', async () => {
    const said: string[] = [];
    const both = cleanly((line) => said.push(line), failing('no claim'), failing('a server is left'));
    await expect(both).rejects.toThrow('no claim');
    expect(said).toEqual(['Cleaning up failed: a server is left']);
  });

  it('fails when only the cleaning failed', async () => {
    await expect(cleanly(() => undefined, fine, failing('a server is left'))).rejects.toThrow('a server is left');
  });
});
