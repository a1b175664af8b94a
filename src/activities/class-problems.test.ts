import { describe, expect, it } from 'vitest';
import { aNodeClass } from '../../test/helpers/planning-objects.ts';
import type { NodeClass, NodeClassStatus } from '../api/generated.ts';
import { hasProblem, withProblem } from './class-problems.ts';

const now = '2026-07-01T12:00:00Z';
const problem = { provider: 'hetzner', reason: 'CredentialsRefused', message: 'refused, id 1', now } as const;
const atGeneration = (generation: number): NodeClass => ({
  ...aNodeClass(),
  metadata: { ...aNodeClass().metadata, generation },
});
const told = (): NodeClassStatus => withProblem({}, atGeneration(1), problem) ?? {};

describe('a problem that a provider told of', () => {
  it('stands in the condition of the provider', () => {
    expect(told().conditions).toMatchObject([
      { type: 'HetznerReady', status: 'False', reason: 'CredentialsRefused', message: 'refused, id 1' },
    ]);
    const nodeClass = { ...aNodeClass(), status: told() };
    expect([hasProblem(nodeClass, 'hetzner'), hasProblem(nodeClass, 'scaleway')]).toEqual([true, false]);
  });

  it('is not written again although the vendor words it differently each time', () => {
    expect(withProblem(told(), atGeneration(1), { ...problem, message: 'refused, id 2' })).toBeUndefined();
  });

  it('is written again after the class was edited', () => {
    expect(withProblem(told(), atGeneration(2), problem)?.conditions).toMatchObject([{ observedGeneration: 2 }]);
  });
});
