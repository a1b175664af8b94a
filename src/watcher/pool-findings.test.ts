import { describe, expect, it } from 'vitest';
import { aNodePool } from '../../test/helpers/planning-objects.ts';
import type { NodePool } from '../api/generated.ts';
import { limitReached, poolNews, saysLimitReached } from './pool-findings.ts';

const now = '2026-07-01T12:00:00Z';
const fine = { problems: [], limit: undefined };
const full = { problems: [], limit: 'limits.maxNodes 2 of pool dr-nodepool is reached; raise it' };
const after = (findings: Parameters<typeof poolNews>[1], pool: NodePool = aNodePool()): NodePool => {
  const news = poolNews(pool, findings, now);
  return news === undefined ? pool : { ...pool, status: { ...pool.status, conditions: news.conditions } };
};

describe('what a plan finds out about a pool', () => {
  it('is said once', () => {
    expect(poolNews(after(fine), fine, now)).toBeUndefined();
    expect(poolNews(after(full), full, now)).toBeUndefined();
  });

  it('warns of a limit that keeps pods waiting, and takes that back', () => {
    const news = poolNews(after(fine), full, now);
    expect(news?.warnings).toEqual([
      { type: 'LimitsReached', status: 'True', reason: 'LimitReached', message: full.limit },
    ]);
    expect(saysLimitReached(after(full))).toBe(true);
    expect(saysLimitReached(after(fine, after(full)))).toBe(false);
    expect(poolNews(after(full), fine, now)?.warnings).toEqual([]);
  });

  it('warns of a provider that cannot be used, with the cause', () => {
    const news = poolNews(aNodePool(), { ...fine, problems: [{ provider: 'hetzner', message: 'no Secret' }] }, now);
    expect(news?.warnings).toMatchObject([{ type: 'NodeClassReady', status: 'False', message: 'hetzner: no Secret' }]);
  });

  it('is a limit of this pool only', () => {
    const pod = { namespace: 'default', name: 'p', uid: 'u' };
    const reasons = [{ pool: 'default/dr-nodepool', code: 'Limit', message: 'full' } as const];
    expect(limitReached(aNodePool(), [{ pod, reasons }])).toBe('full');
    expect(limitReached(aNodePool('other'), [{ pod, reasons }])).toBeUndefined();
    expect(
      limitReached(aNodePool(), [
        { pod, reasons: [{ pool: 'default/dr-nodepool', code: 'TooLarge', message: 'large' }] },
      ]),
    ).toBeUndefined();
  });
});
