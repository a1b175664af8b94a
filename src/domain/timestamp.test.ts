import { expect, it } from 'vitest';
import { timestampOf } from './timestamp.ts';

it('a moment is written in UTC, cut to whole seconds', () => {
  expect(timestampOf(Date.UTC(2026, 10, 1, 10, 0, 0, 999))).toBe('2026-11-01T10:00:00Z');
});
