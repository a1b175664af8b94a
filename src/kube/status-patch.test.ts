import { expect, it } from 'vitest';
import { statusPatch } from './status-patch.ts';

it('sets fields that are gone to null, or a merge patch would leave them', () => {
  const previous: { a?: number; b?: string; c?: string } = { a: 1, b: 'x' };
  expect(statusPatch(previous, { a: 2, c: 'y' })).toEqual({ a: 2, b: null, c: 'y' });
});
