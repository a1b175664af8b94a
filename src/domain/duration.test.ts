import { describe, expect, it } from 'vitest';
import { InvalidDurationError, parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    ['3s', 3000],
    ['500ms', 500],
    ['2m', 120_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1500],
    ['1m0.25s', 60_250],
    ['1500us', 2],
    ['0', 0],
    ['0s', 0],
    [' 120s ', 120_000],
  ])('reads %s as %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '3', 's', '3 s', '-3s', '+3s', '3d', '3sec', '1.s', '.5s', '1e3s'])('refuses "%s"', (text) => {
    expect(() => parseDuration(text)).toThrow(InvalidDurationError);
  });

  it('says what a duration looks like', () => {
    expect(() => parseDuration('soon')).toThrow(
      '"soon" is no duration, write a number with a unit such as 500ms, 3s or 2m',
    );
  });
});
