import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellExports } from './shell-exports.ts';

describe('shellExports', () => {
  it('gives a shell exactly the text, whatever is in it', () => {
    const nasty = `it's "$HOME" \`id\` $(id) \\ ; & * ~\nsecond line`;
    const script = `eval "$EXPORTS"; printf %s "$VALUE"`;
    const env = { EXPORTS: shellExports({ OTHER: '', VALUE: nasty }) };
    expect(execFileSync('/bin/sh', ['-c', script], { env, encoding: 'utf8' })).toBe(nasty);
  });
});
