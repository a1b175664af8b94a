import { describe, expect, it } from 'vitest';
import { figure, isMet } from './figure.ts';

describe('a figure', () => {
  it('is met only when its median and its maximum are', () => {
    const samples = [1, 2, 9];
    expect(isMet(figure('both', 'ms', { samples, target: { p50: 2, max: 9 } }))).toBe(true);
    expect(isMet(figure('median', 'ms', { samples, target: { p50: 1, max: 9 } }))).toBe(false);
    expect(isMet(figure('maximum', 'ms', { samples, target: { p50: 2, max: 8 } }))).toBe(false);
  });

  it('has no verdict without a target', () => {
    expect(isMet(figure('free', 'ms', { samples: [1] }))).toBeUndefined();
  });
});
