import { describe, expect, it } from 'vitest';
import { BudgetExhausted, createRequestBudget } from './request-budget.ts';
import { fullBucket } from './token-bucket.ts';

const never = new AbortController().signal;

describe('request budget', () => {
  it('gives up at once when the wait would be too long', async () => {
    const budget = createRequestBudget(fullBucket(1, 0.000_1, 0), () => 0, 1_000);
    await budget.start('urgent', never);
    await expect(budget.start('urgent', never)).rejects.toEqual(new BudgetExhausted(10_000));
  });

  it('waits for a token when that takes little', async () => {
    const budget = createRequestBudget(fullBucket(1, 1, Date.now()), Date.now, 1_000);
    await budget.start('urgent', never);
    await expect(budget.start('urgent', never)).resolves.toBeUndefined();
  });

  it('stops waiting when told to', async () => {
    const budget = createRequestBudget(fullBucket(1, 0.001, 0), () => 0, 60_000);
    await budget.start('urgent', never);
    const stop = new AbortController();
    const waiting = budget.start('urgent', stop.signal);
    stop.abort(new Error('stop'));
    await expect(waiting).rejects.toThrow('stop');
  });

  it('holds everybody back after a refusal', async () => {
    const budget = createRequestBudget(fullBucket(9, 1, 0), () => 0, 100);
    budget.refuse(5_000);
    await expect(budget.start('urgent', never)).rejects.toEqual(new BudgetExhausted(5_000));
  });

  it('counts requests under way against what an answer tells', async () => {
    const budget = createRequestBudget(fullBucket(9, 0.001, 0), () => 0, 100);
    await budget.start('urgent', never);
    await budget.start('urgent', never);
    budget.observe({ limit: 9, remaining: 1, refillPerMs: 0.001 });
    await expect(budget.start('urgent', never)).rejects.toBeInstanceOf(BudgetExhausted);
  });
});
