import { describe, expect, it } from 'vitest';
import { findCondition, isTrue, withCondition } from './conditions.ts';

const update = { type: 'Ready', status: 'True', reason: 'Good', message: 'all is well' } as const;

describe('a condition', () => {
  it('is added with the time of its transition', () => {
    expect(withCondition(undefined, update, 'now')).toEqual([{ ...update, lastTransitionTime: 'now' }]);
  });
  it('keeps the time while only reason and message change', () => {
    const first = withCondition([], update, 'then');
    const second = withCondition(first, { ...update, reason: 'Better' }, 'now');
    expect(findCondition(second, 'Ready')).toMatchObject({ reason: 'Better', lastTransitionTime: 'then' });
  });
  it('moves the time when the status changes', () => {
    const second = withCondition(withCondition([], update, 'then'), { ...update, status: 'False' }, 'now');
    expect(findCondition(second, 'Ready')?.lastTransitionTime).toBe('now');
    expect(isTrue(second, 'Ready')).toBe(false);
  });
});
