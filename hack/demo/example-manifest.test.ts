import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { demoSecrets, exampleNames } from './demo-values.ts';
import { fillExample, fillSecrets } from './example-manifest.ts';

const read = (name: string): string => readFileSync(resolve(import.meta.dirname, '..', '..', 'examples', name), 'utf8');

describe('the filled examples', () => {
  it('hold no placeholder any more', () => {
    const values = { apiServer: 'https://127.0.0.1:6443', projectId: 'p' };
    const example = fillExample(read('dr-example.yaml'), values);
    const filled = [example, fillSecrets(read('secrets.yaml'), demoSecrets)];
    // The comments at the top speak of angle brackets in general.
    for (const text of filled) expect(text).not.toMatch(/<[A-Z_]+>|your-scaleway/);
    expect(example).toContain('hostApiServer: "https://127.0.0.1:6443"');
  });

  it('have the names that are deleted at the end', () => {
    const names = (text: string): readonly string[] =>
      [...text.matchAll(/^metadata:\n {2}name: (\S+)$/gm)].map(([, name]) => name ?? '');
    const { pool, nodeClass, workload, secrets } = exampleNames;
    expect(names(read('dr-example.yaml'))).toEqual([pool, nodeClass, workload]);
    expect(names(read('secrets.yaml'))).toEqual(secrets);
  });

  it('are refused once a placeholder has another name', () => {
    expect(() => fillSecrets('a: b', { TOKEN: 'x' })).toThrow('has no <TOKEN> any more');
  });
});
