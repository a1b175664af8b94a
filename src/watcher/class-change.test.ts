import { describe, expect, it } from 'vitest';
import { aNodeClass } from '../../test/helpers/planning-objects.ts';
import type { NodeClass } from '../api/generated.ts';
import { concernsLaunches } from './class-change.ts';

const lastTransitionTime = '2026-07-01T12:00:00Z';
const withStatus = (hetzner: 'True' | 'False', generation = 1): NodeClass => ({
  ...aNodeClass(),
  metadata: { ...aNodeClass().metadata, generation },
  status: {
    conditions: [
      { type: 'Ready', status: 'True', reason: 'SecretsFound', message: '', lastTransitionTime },
      { type: 'HetznerReady', status: hetzner, reason: 'x', message: '', lastTransitionTime },
    ],
  },
});

describe('a changed NodeClass', () => {
  it('is a reason to look again when a provider has become usable', () =>
    expect(concernsLaunches(withStatus('True'), withStatus('False'))).toBe(true));

  it('is none when a provider has just refused, or every refused round would begin the next one', () =>
    expect(concernsLaunches(withStatus('False'), withStatus('True'))).toBe(false));

  it('is one when the user has edited it', () =>
    expect(concernsLaunches(withStatus('False', 2), withStatus('False'))).toBe(true));
});
