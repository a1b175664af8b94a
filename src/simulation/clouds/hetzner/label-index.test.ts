import { describe, expect, it } from 'vitest';
import { createLabelIndex } from './label-index.ts';
import { parseLabelSelector } from './labels.ts';

const find = (index: ReturnType<typeof createLabelIndex>, selector: string): readonly number[] | undefined =>
  index.candidates(parseLabelSelector(selector) ?? []);

describe('label index', () => {
  it('gives the fewest ids that one of the terms allows, in ascending order', () => {
    const index = createLabelIndex();
    index.add(3, { pool: 'a', claim: 'x' });
    index.add(1, { pool: 'a', claim: 'y' });
    index.add(2, { pool: 'b', claim: 'z' });
    expect(find(index, 'pool=a')).toEqual([1, 3]);
    expect(find(index, 'pool in (b,a)')).toEqual([1, 2, 3]);
    expect(find(index, 'pool=a,claim=x')).toEqual([3]);
    expect(find(index, 'pool=c')).toEqual([]);
  });

  it('narrows nothing by keys alone or by what must not be', () => {
    const index = createLabelIndex();
    index.add(1, { pool: 'a' });
    expect(['pool', '!pool', 'pool!=a', ''].map((selector) => find(index, selector))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('forgets what is removed', () => {
    const index = createLabelIndex();
    index.add(1, { pool: 'a' });
    index.remove(1, { pool: 'a' });
    expect(find(index, 'pool=a')).toEqual([]);
  });
});
