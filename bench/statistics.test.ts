import { describe, expect, it } from 'vitest';
import { summarize } from './statistics.ts';

describe('the summary of a series', () => {
  it('takes each figure from the samples, whatever their order', () => {
    const samples = Array.from({ length: 20 }, (_, index) => 20 - index);
    expect(summarize(samples)).toEqual({ n: 20, p50: 10, p95: 19, max: 20 });
  });

  it('gives one sample as every figure', () => {
    expect(summarize([7])).toEqual({ n: 1, p50: 7, p95: 7, max: 7 });
  });

  it('refuses to sum up nothing', () => {
    expect(() => summarize([])).toThrow('Nothing was measured');
  });
});
