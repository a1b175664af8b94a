import { describe, expect, it } from 'vitest';
import { providersInTurn, wentThroughAllPhases } from './claim-story.ts';

const phases = (...names: readonly string[]): { phase: string }[] => names.map((phase) => ({ phase }));

describe('wentThroughAllPhases', () => {
  it('wants the four phases in their order', () => {
    expect(wentThroughAllPhases(phases('', 'Pending', 'Provisioning', 'Provisioning', 'Joining', 'Ready'))).toBe(true);
    expect(wentThroughAllPhases(phases('Pending', 'Joining', 'Provisioning', 'Ready'))).toBe(false);
    expect(wentThroughAllPhases(phases('Pending', 'Provisioning', 'Joining'))).toBe(false);
  });
});

describe('providersInTurn', () => {
  it('names each provider once for each turn', () => {
    const story = ['', 'hetzner', 'hetzner', 'scaleway', 'scaleway'].map((provider) => ({ provider }));
    expect(providersInTurn(story)).toEqual(['hetzner', 'scaleway']);
  });
});
