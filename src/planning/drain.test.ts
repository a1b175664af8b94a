import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aMeta } from '../../test/helpers/planning-objects.ts';
import type { Pod } from '../kube/types.ts';
import { nextDrainStep } from './drain.ts';
import type { DrainStep } from './drain.ts';

const nowMs = Date.parse('2026-11-01T12:00:00Z');
const inSeconds = (seconds: number): string => new Date(nowMs + seconds * 1000).toISOString();

interface PodShape {
  readonly name?: string;
  readonly owner?: string;
  readonly graceSeconds?: number;
  readonly priority?: number;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly tolerations?: Pod['spec']['tolerations'];
  /** Seconds from now at which its grace period ends. */
  readonly endsIn?: number;
  readonly phase?: 'Running' | 'Succeeded' | 'Failed';
}

function pod(shape: PodShape = {}): Pod {
  const { name = 'web', owner = 'ReplicaSet', graceSeconds, priority, annotations, tolerations, endsIn } = shape;
  return {
    metadata: aMeta(name, {
      ownerReferences: [{ apiVersion: 'v1', kind: owner, name: 'owner', uid: 'uid-owner', controller: true }],
      ...(annotations && { annotations }),
      ...(endsIn === undefined ? {} : { deletionTimestamp: inSeconds(endsIn) }),
    }),
    spec: {
      containers: [{ name: 'main' }],
      nodeName: 'node',
      ...(graceSeconds === undefined ? {} : { terminationGracePeriodSeconds: graceSeconds }),
      ...(priority === undefined ? {} : { priority }),
      ...(tolerations && { tolerations }),
    },
    status: { phase: shape.phase ?? 'Running' },
  };
}

const names = (pods: readonly Pod[]): readonly string[] => pods.map(({ metadata }) => metadata.name);

/** The step, with the names of the pods. */
function stepOf(pods: readonly Pod[], secondsLeft = 600) {
  const step = nextDrainStep({ pods, deadlineMs: nowMs + secondsLeft * 1000 }, nowMs);
  if (step.kind === 'drained') return 'drained';
  const removed = step.remove.map((one) => `${one.pod.metadata.name} in ${one.gracePeriodSeconds} s`);
  if (step.kind === 'out-of-time') return { left: names(step.left), removed };
  return {
    evict: names(step.evict),
    held: names(step.held),
    ending: names(step.ending),
    later: names(step.later),
    removed,
  };
}

const nothing = { evict: [], held: [], ending: [], later: [], removed: [] };
const quiet = { 'cloudburst.io/do-not-disrupt': 'true' };

describe('what a drain does with a pod', () => {
  it.each<[string, Pod, object | 'drained']>([
    ['evicts an ordinary one', pod(), { ...nothing, evict: ['web'] }],
    [
      'evicts that of a DaemonSet, which the taint keeps away',
      pod({ owner: 'DaemonSet' }),
      { ...nothing, evict: ['web'] },
    ],
    [
      'ignores one that tolerates everything',
      pod({ owner: 'DaemonSet', tolerations: [{ operator: 'Exists' }] }),
      'drained',
    ],
    [
      'ignores one that tolerates the taint itself',
      pod({ tolerations: [{ key: 'cloudburst.io/disrupted', operator: 'Exists' }] }),
      'drained',
    ],
    [
      'evicts one that tolerates other taints only',
      pod({ tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }] }),
      { ...nothing, evict: ['web'] },
    ],
    ['ignores a mirror pod', pod({ annotations: { 'kubernetes.io/config.mirror': 'x' } }), 'drained'],
    ['ignores one that its Node owns', pod({ owner: 'Node' }), 'drained'],
    ['ignores one that succeeded', pod({ phase: 'Succeeded' }), 'drained'],
    ['ignores one that failed', pod({ phase: 'Failed' }), 'drained'],
    ['waits for one that is ending', pod({ endsIn: 20 }), { ...nothing, ending: ['web'] }],
    ['waits a minute for one that should have ended', pod({ endsIn: -59 }), { ...nothing, ending: ['web'] }],
    ['ignores one that should have ended a minute ago', pod({ endsIn: -61 }), 'drained'],
    ['waits for one that asks not to be disrupted', pod({ annotations: quiet }), { ...nothing, held: ['web'] }],
    [
      'evicts one whose annotation says something else',
      pod({ annotations: { 'cloudburst.io/do-not-disrupt': 'false' } }),
      { ...nothing, evict: ['web'] },
    ],
  ])('%s', (_what, one, expected) => {
    expect(stepOf([one])).toEqual(expected);
  });

  it('is to wait until the waves before it are gone', () => {
    const waves = [
      pod({ name: 'plain' }),
      pod({ name: 'daemon', owner: 'DaemonSet' }),
      pod({ name: 'critical', priority: 2_000_000_000 }),
      pod({ name: 'critical-daemon', owner: 'DaemonSet', priority: 2_000_001_000 }),
    ];
    for (const [index, { metadata }] of waves.entries()) {
      const later = names(waves.slice(index + 1));
      expect(stepOf(waves.slice(index)).valueOf()).toEqual({ ...nothing, evict: [metadata.name], later });
    }
    expect(stepOf([pod({ name: 'going', endsIn: 5 }), pod({ name: 'daemon', owner: 'DaemonSet' })])).toEqual({
      ...nothing,
      ending: ['going'],
      later: ['daemon'],
    });
  });

  it('is to delete it, whatever its wave and annotation, when its grace would not end before the deadline otherwise', () => {
    const long = pod({ name: 'long', owner: 'DaemonSet', priority: 2e9, graceSeconds: 300 });
    const held = pod({ name: 'held', annotations: quiet, graceSeconds: 100 });
    expect(stepOf([pod(), long, held], 301)).toEqual({ ...nothing, evict: ['web'], held: ['held'], later: ['long'] });
    expect(stepOf([pod(), long, held], 300)).toMatchObject({ held: ['held'], removed: ['long in 300 s'] });
    expect(stepOf([pod(), long, held], 50)).toMatchObject({
      evict: ['web'],
      removed: ['long in 50 s', 'held in 50 s'],
    });
  });

  it('is to shorten the end of one that would outlive the deadline, once', () => {
    expect(stepOf([pod({ endsIn: 300 })], 60)).toMatchObject({ removed: ['web in 60 s'] });
    expect(stepOf([pod({ endsIn: 60 })], 60)).toMatchObject({ removed: [], ending: ['web'] });
  });

  it('is to tell it to go and not to wait for it when the deadline has passed', () => {
    const protectedPod = pod({ annotations: quiet });
    expect(stepOf([protectedPod], 0)).toEqual({ left: ['web'], removed: ['web in 1 s'] });
    expect(stepOf([pod({ endsIn: 1 })], -30)).toEqual({ left: ['web'], removed: [] });
  });
});

/** A made-up cluster: budgets refuse some evictions, pods take their time to end, and some never do. */
interface Story {
  readonly pods: readonly (PodShape & { readonly refusals: number; readonly endsAfter: number })[];
  readonly deadlineSeconds: number;
}

const story: fc.Arbitrary<Story> = fc.record({
  pods: fc.array(
    fc.record({
      owner: fc.constantFrom('ReplicaSet', 'DaemonSet'),
      priority: fc.constantFrom(0, 2_000_000_000),
      graceSeconds: fc.integer({ min: 0, max: 200 }),
      annotations: fc.constantFrom({}, quiet),
      refusals: fc.integer({ min: 0, max: 300 }),
      endsAfter: fc.constantFrom(0, 3, 1000),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  deadlineSeconds: fc.integer({ min: 0, max: 150 }),
});

/** Plays the story, one look a second; gives every step with its second. */
function play({ pods, deadlineSeconds }: Story): readonly { readonly second: number; readonly step: DrainStep }[] {
  const living = pods.map((shape, index) => ({ ...shape, name: `pod-${index}`, goneAt: Number.POSITIVE_INFINITY }));
  const steps: { second: number; step: DrainStep }[] = [];
  for (let second = 0; second <= deadlineSeconds + 1; second += 1) {
    const present = living.filter(({ goneAt }) => goneAt > second);
    const step = nextDrainStep(
      { pods: present.map(pod), deadlineMs: nowMs + deadlineSeconds * 1000 },
      nowMs + second * 1000,
    );
    steps.push({ second, step });
    if (step.kind !== 'draining') return steps;
    const end = (name: string, graceSeconds: number): void => {
      const one = living.find((other) => other.name === name);
      if (one === undefined) return;
      const seconds = Math.min(one.endsAfter, graceSeconds);
      Object.assign(one, { endsIn: second + graceSeconds, goneAt: second + seconds + 1 });
    };
    for (const { metadata } of step.evict) {
      const one = living.find(({ name }) => name === metadata.name);
      if (one !== undefined && one.refusals <= second) end(one.name, one.graceSeconds ?? 30);
    }
    for (const {
      pod: { metadata },
      gracePeriodSeconds,
    } of step.remove)
      end(metadata.name, gracePeriodSeconds);
  }
  return steps;
}

const waveOf = ({ metadata, spec }: Pod): number =>
  (spec.priority === 2_000_000_000 ? 2 : 0) + (metadata.ownerReferences?.[0]?.kind === 'DaemonSet' ? 1 : 0);

describe('a drain', () => {
  const steps = (told: Story): readonly Extract<DrainStep, { kind: 'draining' }>[] =>
    play(told).flatMap(({ step }) => (step.kind === 'draining' ? [step] : []));

  it('never evicts from two waves at once, nor from one while an earlier one is there', () => {
    fc.assert(
      fc.property(story, (told) => {
        for (const { evict, held, later } of steps(told)) {
          const waves = new Set([...evict, ...held].map(waveOf));
          expect(waves.size).toBeLessThanOrEqual(1);
          for (const wave of waves) for (const one of later) expect(waveOf(one)).toBeGreaterThan(wave);
        }
      }),
    );
  });

  it('evicts or deletes nobody who is going already, but to shorten its end', () => {
    fc.assert(
      fc.property(story, (told) => {
        for (const { evict, remove } of steps(told)) {
          expect(evict.filter(({ metadata }) => metadata.deletionTimestamp !== undefined)).toEqual([]);
          const twice = remove
            .map(({ pod: { metadata } }) => metadata.name)
            .filter((name) => names(evict).includes(name));
          expect(twice).toEqual([]);
        }
      }),
    );
  });

  it('is over by the deadline, by when every pod was told to go in time', () => {
    fc.assert(
      fc.property(story, (told) => {
        const last = play(told).at(-1);
        expect(last?.step.kind).not.toBe('draining');
        expect(last?.second).toBeLessThanOrEqual(told.deadlineSeconds);
        if (last?.step.kind !== 'out-of-time') return;
        for (const { metadata } of last.step.left) {
          const wasTold =
            metadata.deletionTimestamp !== undefined ||
            last.step.remove.some(({ pod: { metadata: m } }) => m.name === metadata.name);
          expect(wasTold).toBe(true);
        }
      }),
    );
  });
});
