import { describe, expect, it } from 'vitest';
import type { UnavailableOffering } from '../api/generated.ts';
import { anOffering } from '../../test/helpers/planning-objects.ts';
import { clearUnavailable, isUnavailable, markUnavailable, type RefusedOffering } from './unavailable-offerings.ts';

const start = Date.parse('2026-11-01T10:00:00Z');
const minutes = (count: number): number => start + count * 60_000;
const soldOut: RefusedOffering = {
  kind: 'capacity',
  provider: 'hetzner',
  region: 'fsn1',
  instanceType: 'cx23',
  reason: 'InsufficientCapacity',
};

describe('markUnavailable', () => {
  it('leaves a sold-out offering alone for 3, 6, 12, then 30 minutes, also when the last mark has run out', () => {
    let marks: readonly UnavailableOffering[] = [];
    const ends = [0, 4, 20, 40, 80].map((minute) => {
      marks = markUnavailable(marks, soldOut, minutes(minute));
      return (Date.parse(marks[0]?.until ?? '') - minutes(minute)) / 60_000;
    });
    expect(ends).toEqual([3, 6, 12, 30, 30]);
    expect(marks).toHaveLength(1);
    expect(marks[0]).toEqual({
      provider: 'hetzner',
      region: 'fsn1',
      instanceType: 'cx23',
      reason: 'InsufficientCapacity',
      until: '2026-11-01T11:50:00Z',
      times: 5,
    });
  });

  it('begins anew when an hour went by without a refusal', () => {
    const marks = markUnavailable(markUnavailable([], soldOut, start), soldOut, minutes(70));
    expect(marks).toEqual([expect.objectContaining({ until: '2026-11-01T11:13:00Z', times: 1 })]);
  });

  it('leaves a provider alone for 15 minutes after a quota refusal, which an outage does not shorten', () => {
    const quota = markUnavailable([], { kind: 'quota', provider: 'hetzner', reason: 'QuotaExceeded' }, start);
    expect(isUnavailable(quota, anOffering({ region: 'hel1' }), minutes(14))).toBe(true);
    expect(isUnavailable(quota, anOffering({ provider: 'scaleway' }), minutes(14))).toBe(false);
    expect(isUnavailable(quota, anOffering(), minutes(15))).toBe(false);
    const outage = markUnavailable(quota, { kind: 'outage', provider: 'hetzner', reason: 'Outage' }, minutes(1));
    expect(outage.map(({ until }) => until)).toEqual(['2026-11-01T10:15:00Z']);
  });

  it('leaves a provider alone for 5 minutes after an outage', () => {
    const marks = markUnavailable([], { kind: 'outage', provider: 'scaleway', reason: 'Outage' }, start);
    expect(marks[0]?.until).toBe('2026-11-01T10:05:00Z');
  });

  it('keeps at most 500 marks, those that end last', () => {
    let marks: readonly UnavailableOffering[] = [];
    for (let index = 0; index < 510; index += 1)
      marks = markUnavailable(marks, { ...soldOut, instanceType: `t${index}` }, start + index * 1000);
    expect(marks).toHaveLength(500);
    expect(marks.some(({ instanceType }) => instanceType === 't509')).toBe(true);
    expect(marks.some(({ instanceType }) => instanceType === 't9')).toBe(false);
  });
});

describe('isUnavailable and clearUnavailable', () => {
  it('tell zones of one region apart when the mark names a zone', () => {
    const marks = markUnavailable(
      [],
      { ...soldOut, provider: 'scaleway', region: 'fr-par-1', instanceType: 'DEV1-M' },
      start,
    );
    const offering = anOffering({ provider: 'scaleway', region: 'fr-par', zone: 'fr-par-1', instanceType: 'DEV1-M' });
    expect(isUnavailable(marks, offering, start)).toBe(true);
    expect(isUnavailable(marks, { ...offering, zone: 'fr-par-2' }, start)).toBe(false);
    expect(isUnavailable(marks, { ...offering, instanceType: 'DEV1-L' }, start)).toBe(false);
  });

  it('forget what a create has disproved, the whole provider’s mark included', () => {
    const ofProvider = markUnavailable(
      markUnavailable([], soldOut, start),
      { kind: 'outage', provider: 'hetzner', reason: 'Outage' },
      start,
    );
    const other = markUnavailable(ofProvider, { ...soldOut, region: 'hel1' }, start);
    expect(clearUnavailable(other, anOffering()).map(({ region }) => region)).toEqual(['hel1']);
  });
});
