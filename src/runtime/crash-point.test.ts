import { describe, expect, it } from 'vitest';
import { parseCrashPoint } from './crash-point.ts';

describe('a crash point', () => {
  it.each([
    ['drainNode', { activity: 'drainNode', moment: 'before' }],
    ['drainNode:before', { activity: 'drainNode', moment: 'before' }],
    ['launchInstance:after', { activity: 'launchInstance', moment: 'after' }],
  ])('is read from %s', (text, point) => {
    expect(parseCrashPoint(text)).toEqual(point);
  });

  it.each(['', 'drain node', 'drainNode:during', 'DrainNode'])('is not read from "%s"', (text) => {
    expect(parseCrashPoint(text)).toBeUndefined();
  });
});
