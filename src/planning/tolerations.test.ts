import { describe, expect, it } from 'vitest';
import { formatTaint, tolerates, untolerated } from './tolerations.ts';

const gpu = { key: 'gpu', value: 'big', effect: 'NoSchedule' } as const;

describe('tolerates', () => {
  it.each([
    [{ operator: 'Exists' } as const, true],
    [{ key: 'gpu', operator: 'Exists' } as const, true],
    [{ key: 'gpu', value: 'big' }, true],
    [{ key: 'gpu', value: 'small' }, false],
    [{ key: 'cpu', operator: 'Exists' } as const, false],
    [{ key: 'gpu', value: 'big', effect: 'NoExecute' } as const, false],
    [{ value: 'big' }, false],
  ])('%j is %s', (toleration, expected) => {
    expect(tolerates(toleration, gpu)).toBe(expected);
  });

  it('compares integers with Gt and Lt', () => {
    const tier = { key: 'tier', value: '5', effect: 'NoSchedule' } as const;
    expect(tolerates({ key: 'tier', operator: 'Gt', value: '4' }, tier)).toBe(true);
    expect(tolerates({ key: 'tier', operator: 'Lt', value: '4' }, tier)).toBe(false);
    expect(tolerates({ key: 'gpu', operator: 'Gt', value: '4' }, gpu)).toBe(false);
  });
});

describe('untolerated', () => {
  it('names the first hard taint and lets PreferNoSchedule pass', () => {
    const soft = { key: 'old', effect: 'PreferNoSchedule' } as const;
    expect(untolerated(undefined, [soft, gpu])).toBe(gpu);
    expect(untolerated([{ key: 'gpu', operator: 'Exists' }], [soft, gpu])).toBeUndefined();
    expect([formatTaint(gpu), formatTaint(soft)]).toEqual(['gpu=big:NoSchedule', 'old:PreferNoSchedule']);
  });
});
