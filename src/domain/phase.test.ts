import { describe, expect, it } from 'vitest';
import type { Condition, NodeClaimStatus } from '../api/generated.ts';
import { nothingToTry, phaseOf, roundOverReason } from './phase.ts';

const condition = (type: string, status: Condition['status'], reason = 'Because'): Condition => ({
  type,
  status,
  reason,
  message: '',
  lastTransitionTime: '2026-11-01T10:00:00Z',
});
const attempt = {
  provider: 'hetzner',
  region: 'fsn1',
  instanceType: 'cx23',
  name: 'a',
  startedAt: '2026-11-01T10:00:00Z',
} as const;
const phase = (status: NodeClaimStatus, deletionTimestamp?: string) =>
  phaseOf({ metadata: deletionTimestamp === undefined ? {} : { deletionTimestamp }, status });

describe('the phase of a claim', () => {
  it('is Pending before anything was tried', () => {
    expect(phaseOf({ metadata: {} })).toBe('Pending');
  });
  it('is Provisioning while an offering is asked for, also between two offerings', () => {
    expect(
      phase({ attempts: [{ ...attempt, outcome: 'InProgress' }], conditions: [condition('Launched', 'Unknown')] }),
    ).toBe('Provisioning');
    expect(
      phase({
        attempts: [{ ...attempt, outcome: 'Refused' }],
        conditions: [condition('Launched', 'False', 'InsufficientCapacity')],
      }),
    ).toBe('Provisioning');
  });
  it('is Pending again when the round is over', () => {
    expect(
      phase({
        attempts: [{ ...attempt, outcome: 'Refused' }],
        conditions: [condition('Launched', 'False', roundOverReason)],
      }),
    ).toBe('Pending');
  });
  it.each(nothingToTry)('stays Pending when a later round found nothing to try: %s', (reason) => {
    expect(
      phase({ attempts: [{ ...attempt, outcome: 'Refused' }], conditions: [condition('Launched', 'False', reason)] }),
    ).toBe('Pending');
  });
  it('is Joining once a cloud gave an instance', () => {
    expect(phase({ conditions: [condition('Launched', 'True'), condition('Registered', 'True')] })).toBe('Joining');
  });
  it('stays Ready although the node is dead, until the loss is decided', () => {
    const conditions = [
      condition('Launched', 'True'),
      condition('Initialized', 'True'),
      condition('NodeReady', 'False'),
    ];
    expect(phase({ conditions })).toBe('Ready');
    expect(phase({ conditions: [...conditions, condition('Lost', 'True')] })).toBe('Deleting');
  });
  it('is Deleting from the deletion on, whatever else holds', () => {
    expect(phase({ conditions: [condition('Initialized', 'True')] }, '2026-11-01T10:00:00Z')).toBe('Deleting');
  });
});
