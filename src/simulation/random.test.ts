import { describe, expect, it } from 'vitest';
import { createRandom, randomUuid } from './random.ts';

describe('random source', () => {
  it('repeats itself for the same seed only', () => {
    const draw = (seed: number): number[] => Array.from({ length: 20 }, createRandom(seed));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw(3).every((value) => value >= 0 && value < 1)).toBe(true);
  });

  it('makes UUIDs of version 4 that differ', () => {
    const random = createRandom(1);
    const many = Array.from({ length: 1_000 }, () => randomUuid(random));
    expect(new Set(many).size).toBe(1_000);
    expect(many.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(
      true,
    );
  });
});
