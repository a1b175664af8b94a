import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideLoss } from './node-loss.ts';
import type { InstanceEvidence, LossPicture } from './node-loss.ts';

const nowMs = 1_000_000;
const graceMs = 120_000;

function picture(changes: Partial<LossPicture> & { readonly silentMs?: number } = {}): LossPicture {
  const { silentMs = 1_000, ...rest } = changes;
  return {
    node: { kind: 'not-ready', sinceMs: nowMs - silentMs, message: 'Kubelet stopped posting node status.' },
    instance: 'running',
    goneBefore: false,
    policy: { graceMs, whenInstanceGone: 'Immediate' },
    ...rest,
  };
}

describe('the loss of a node', () => {
  it.each(['running', 'off', 'gone', 'unknown'] as const)(
    'is never decided while it is Ready, machine %s',
    (instance) => {
      expect(decideLoss(picture({ node: { kind: 'ready' }, instance, goneBefore: true }), nowMs).kind).toBe('healthy');
    },
  );

  it('needs no grace period when the provider said twice that the machine is gone', () => {
    expect(decideLoss(picture({ instance: 'gone', goneBefore: true }), nowMs)).toMatchObject({
      kind: 'lost',
      reason: 'InstanceGone',
    });
  });

  it('is not decided by one such answer', () => {
    expect(decideLoss(picture({ instance: 'gone' }), nowMs)).toMatchObject({ kind: 'wait', graceLeftMs: 119_000 });
  });

  it('waits for the grace period all the same when the policy says so', () => {
    const policy = { graceMs, whenInstanceGone: 'AfterGracePeriod' } as const;
    const gone = { instance: 'gone', goneBefore: true, policy } as const;
    expect(decideLoss(picture(gone), nowMs).kind).toBe('wait');
    expect(decideLoss(picture({ ...gone, silentMs: graceMs }), nowMs)).toMatchObject({ reason: 'InstanceGone' });
  });

  it.each([
    ['off', 'InstanceOff'],
    ['running', 'NodeUnreachable'],
    ['unknown', 'ProviderUnreachable'],
    ['gone', 'InstanceGone'],
  ] as const)('is decided after the grace period, machine %s: %s', (instance, reason) => {
    expect(decideLoss(picture({ instance, silentMs: graceMs - 1 }), nowMs).kind).toBe('wait');
    expect(decideLoss(picture({ instance, silentMs: graceMs }), nowMs)).toMatchObject({ kind: 'lost', reason });
  });

  it('names a Node that is missing', () => {
    const node = { kind: 'missing', sinceMs: nowMs - graceMs, message: 'the Node is missing' } as const;
    expect(decideLoss(picture({ node }), nowMs)).toMatchObject({
      reason: 'NodeMissing',
      message: 'the machine runs, but its Node was missing for the whole grace period (the Node is missing)',
    });
  });

  it('never waits for longer than the grace period, whatever the clocks say', () => {
    const evidence = fc.constantFrom<InstanceEvidence>('running', 'off', 'gone', 'unknown');
    fc.assert(
      fc.property(evidence, fc.integer(), fc.nat(), fc.boolean(), (instance, sinceMs, grace, goneBefore) => {
        const policy = { graceMs: grace, whenInstanceGone: 'Immediate' } as const;
        const node = { kind: 'not-ready', sinceMs, message: '' } as const;
        const verdict = decideLoss({ node, instance, goneBefore, policy }, nowMs);
        expect(verdict.kind === 'wait' ? verdict.graceLeftMs : 0).toBeLessThanOrEqual(grace);
      }),
    );
  });
});
