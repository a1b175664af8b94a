import { describe, expect, it } from 'vitest';
import { aPod } from '../../test/helpers/planning-objects.ts';
import { drainProgress, whatHoldsUp } from './drain-progress.ts';

const [a, b, c, d] = [aPod('a'), aPod('b'), aPod('c'), aPod('d')];
const step = { kind: 'draining', evict: [], remove: [], held: [], ending: [], later: [], nextDeadlineMs: 0 } as const;

describe('the progress of a drain', () => {
  it('says who is waited for, how many follow, and until when', () => {
    expect(drainProgress({ ...step, evict: [a], ending: [b] }, '12:00')).toBe(
      'waiting for pod default/a, pod default/b to end; whatever is left goes at 12:00',
    );
    expect(drainProgress({ ...step, ending: [a, b, c, d], later: [a] }, '12:00')).toBe(
      'waiting for pod default/a, pod default/b, pod default/c and 1 more to end, 1 pod to follow; whatever is left goes at 12:00',
    );
  });

  it('says what holds it up, if anything does', () => {
    expect(whatHoldsUp([], [])).toBeUndefined();
    expect(whatHoldsUp([b], [{ pod: a, message: 'the budget web' }])).toBe(
      'pod default/a cannot be evicted yet (the budget web); pod default/b asked by annotation not to be disrupted',
    );
    const blocked = [a, b, c, d].map((pod) => ({ pod, message: 'x' }));
    expect(whatHoldsUp([], blocked)).toMatch(/c cannot be evicted yet \(x\) and 1 more$/);
  });
});
