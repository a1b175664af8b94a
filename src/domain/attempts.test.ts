import { describe, expect, it } from 'vitest';
import type { Attempt } from '../api/generated.ts';
import {
  beginAttempt,
  closeOpenAttempts,
  endAttempt,
  isResumed,
  providersWithOpenAttempts,
  suspectTwin,
} from './attempts.ts';

const cx23 = { provider: 'hetzner', region: 'fsn1', instanceType: 'cx23' };
const dev1 = { provider: 'scaleway', region: 'fr-par', instanceType: 'DEV1-M' };
const begun = { name: 'pool-a', nodeClass: 'class-a', now: '2026-11-01T10:00:00Z' };
const outcomes = (attempts: readonly Attempt[]): readonly string[] =>
  attempts.map(({ provider, outcome }) => `${provider} ${outcome}`);

describe('the attempts of a claim', () => {
  it('go on in the one whose request nobody saw answered, unless it went through another class', () => {
    const first = beginAttempt([], cx23, begun);
    const other = beginAttempt(first, cx23, { ...begun, nodeClass: 'class-b' });
    expect(other.map(({ nodeClass, outcome }) => `${nodeClass} ${outcome}`)).toEqual([
      'class-a InProgress',
      'class-b InProgress',
    ]);
  });

  it('hold one in progress for each offering that is asked for', () => {
    const both = beginAttempt(endAttempt(beginAttempt([], cx23, begun), cx23, { outcome: 'Refused' }), dev1, begun);
    expect(outcomes(both)).toEqual(['hetzner Refused', 'scaleway InProgress']);
  });
  it('do not grow when an activity is repeated after its worker died', () => {
    const once = beginAttempt([], cx23, begun);
    expect(beginAttempt(once, cx23, { ...begun, now: '2026-11-01T10:01:00Z' })).toBe(once);
  });
  it('grow when a refused offering is asked for again', () => {
    const refused = endAttempt(beginAttempt([], cx23, begun), cx23, { outcome: 'Refused' });
    expect(outcomes(beginAttempt(refused, cx23, begun))).toEqual(['hetzner Refused', 'hetzner InProgress']);
  });
  it('are closed at the end of the latest one of the offering only', () => {
    const twice = beginAttempt(endAttempt(beginAttempt([], cx23, begun), cx23, { outcome: 'Unknown' }), cx23, begun);
    expect(outcomes(endAttempt(twice, cx23, { outcome: 'Created' }))).toEqual(['hetzner Unknown', 'hetzner Created']);
  });
  it('know one that goes on from one that is new', () => {
    const once = beginAttempt([], cx23, begun);
    expect(isResumed([], cx23)).toBe(false);
    expect(isResumed(once, cx23)).toBe(true);
    expect(isResumed(once, dev1)).toBe(false);
    expect(isResumed(endAttempt(once, cx23, { outcome: 'Unknown' }), cx23)).toBe(false);
  });
  it('keep one open before the last where a request may still make a twin', () => {
    const twin = suspectTwin(beginAttempt([], dev1, begun), dev1, { reason: 'TwinPossible' });
    const ended = endAttempt(twin, dev1, { outcome: 'Created' });
    expect(outcomes(ended)).toEqual(['scaleway Unknown', 'scaleway Created']);
    expect(ended.map(({ reason }) => reason)).toEqual(['TwinPossible', undefined]);
  });
  it('say at which providers an instance may exist unseen', () => {
    const attempts = beginAttempt(endAttempt(beginAttempt([], cx23, begun), cx23, { outcome: 'Unknown' }), dev1, begun);
    expect(providersWithOpenAttempts(attempts)).toEqual(['hetzner', 'scaleway']);
    expect(outcomes(closeOpenAttempts(attempts, 'hetzner', { outcome: 'Gone' }))).toEqual([
      'hetzner Gone',
      'scaleway InProgress',
    ]);
  });
  it('forget closed ones first when there are too many, and never an open one', () => {
    let attempts = endAttempt(beginAttempt([], dev1, begun), dev1, { outcome: 'Unknown' });
    for (let count = 0; count < 150; count += 1)
      attempts = endAttempt(beginAttempt(attempts, cx23, begun), cx23, { outcome: 'Refused' });
    expect(attempts).toHaveLength(100);
    expect(providersWithOpenAttempts(attempts)).toEqual(['scaleway']);
  });
});
