import { expect, it } from 'vitest';
import { currentDetails, describeOffering, lastRefusals, noteOutcome, snapshot } from './progress.ts';
import type { Progress } from './progress.ts';

const offering = {
  provider: 'hetzner',
  region: 'fsn1',
  zone: 'fsn1',
  instanceType: 'cx23',
  priceEurPerHour: 0.0096,
} as const;

it('the progress reads as a step and a row for each offering', () => {
  const progress: Progress = { step: `Launching ${describeOffering(offering)}`, round: 2, outcomes: [] };
  expect(currentDetails(progress)).toBe('**Launching hetzner cx23 in fsn1 at 0.0096 EUR/h** (round 2)');
  noteOutcome(progress, offering, { outcome: 'InsufficientCapacity', message: 'sold out' });
  expect(currentDetails(progress)).toContain('| hetzner | fsn1 | cx23 | InsufficientCapacity | sold out |');
  expect(snapshot(progress).outcomes).toHaveLength(1);
});

it('the summary of a round says what each provider said last, with room for every provider', () => {
  const progress: Progress = { step: '', round: 1, outcomes: [] };
  noteOutcome(progress, offering, { outcome: 'InsufficientCapacity', message: 'sold out' });
  noteOutcome(progress, { ...offering, provider: 'scaleway' }, { outcome: 'QuotaExceeded' });
  expect(lastRefusals(progress)).toBe('hetzner: sold out; scaleway: QuotaExceeded');
  noteOutcome(progress, offering, { outcome: 'InsufficientCapacity', message: 'x'.repeat(2000) });
  expect(lastRefusals(progress)).toMatch(/^hetzner: x{400}; scaleway: QuotaExceeded$/);
});
