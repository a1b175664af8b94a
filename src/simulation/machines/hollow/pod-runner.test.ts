import { describe, expect, it } from 'vitest';
import { until } from '../../../../test/helpers/simulated-clouds.ts';
import type { Pod } from '../../../kube/types.ts';
import type { RawWatchEvent } from '../../../kube/watch-stream.ts';
import type { MachineApi } from './machine-api.ts';
import { stopAfterAnnotation } from './pod-end.ts';
import { createPodRunner } from './pod-runner.ts';
import { createProcessor } from './processor.ts';

interface PodShape {
  /** One for each container. */
  readonly commands?: readonly (readonly string[])[];
  readonly uid?: string;
  readonly stopAfter?: string;
  /** Of a deletion that was asked for. */
  readonly graceSeconds?: number;
  readonly phase?: 'Running' | 'Succeeded';
}

function aPod({ commands = [['nginx']], uid = 'u', stopAfter, graceSeconds, phase }: PodShape = {}): Pod {
  const now = '2026-01-02T03:04:05.000Z';
  const deletion = { deletionTimestamp: now, deletionGracePeriodSeconds: graceSeconds ?? 0 };
  return {
    metadata: {
      name: 'one',
      namespace: 'default',
      uid,
      resourceVersion: '1',
      creationTimestamp: now,
      ...(graceSeconds !== undefined && deletion),
      ...(stopAfter !== undefined && { annotations: { [stopAfterAnnotation]: stopAfter } }),
    },
    spec: {
      containers: commands.map((command, index) => Object.assign({ name: `c${index}` }, { command })),
      restartPolicy: 'Never',
    },
    ...(phase && { status: { phase } }),
  };
}

/** A runner on a machine, the pods that its API server lists, and what it told that server. */
function startRunner(first: readonly Pod[] = []) {
  const told: string[] = [];
  const power = new AbortController();
  const processor = createProcessor();
  const items = [...first];
  const queue: RawWatchEvent[] = [];
  let wake: (() => void) | undefined;
  let isCut = false;
  let failures = 0;
  const send = (what: string): Promise<void> => {
    if (isCut) return Promise.reject(new Error('The network is cut'));
    told.push(what);
    return Promise.resolve();
  };
  const api = {
    get: async () => ({ metadata: { resourceVersion: '1' }, items }),
    patch: async (_path: string, { body }: { readonly body: object }) => send(outcomeOf(body)),
    delete: async () => send('gone'),
    watch: async function* () {
      while (!power.signal.aborted) {
        const event = queue.shift();
        if (event !== undefined) yield event;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
  const attempts = { signal: power.signal, baseMs: 1, maxMs: 2, onFailure: () => void (failures += 1) };
  // The runner uses these four methods and no other.
  const options = { api: api as unknown as MachineApi, processor, nodeName: 'n', address: '100.64.0.9', attempts };
  const life = createPodRunner(options)();
  return {
    told,
    failures: () => failures,
    processor,
    setCut: (value: boolean) => void (isCut = value),
    observe: (pod: Pod, type: 'ADDED' | 'MODIFIED' | 'DELETED' = 'MODIFIED') => {
      queue.push({ type, object: pod });
      wake?.();
    },
    [Symbol.asyncDispose]: async () => {
      power.abort();
      processor.thaw();
      wake?.();
      await life;
    },
  };
}

/** The phase, and for an ended pod the exit code and the kubelet's word for it. */
function outcomeOf(body: object): string {
  const { status } = body as { readonly status: NonNullable<Pod['status']> };
  const [container] = (status.containerStatuses ?? []) as readonly {
    readonly state: { readonly terminated?: { readonly exitCode: number; readonly reason: string } };
  }[];
  const terminated = container?.state.terminated;
  return [status.phase, terminated?.exitCode, terminated?.reason].filter((part) => part !== undefined).join(' ');
}

describe('pods of a hollow machine', () => {
  it('that end within the grace period end well, and are let go then', async () => {
    await using runner = startRunner([aPod()]);
    await until(() => runner.told.length === 1);
    const startedMs = performance.now();
    runner.observe(aPod({ stopAfter: '200ms', graceSeconds: 30 }));
    await until(() => runner.told.includes('gone'));
    expect(runner.told).toEqual(['Running', 'Succeeded 0 Completed', 'gone']);
    expect(performance.now() - startedMs).toBeGreaterThan(190);
  });

  it('that do not are killed when it is over', async () => {
    await using runner = startRunner([aPod()]);
    await until(() => runner.told.length === 1);
    runner.observe(aPod({ stopAfter: '10m', graceSeconds: 0.1 }));
    await until(() => runner.told.includes('gone'));
    expect(runner.told).toEqual(['Running', 'Failed 137 Error', 'gone']);
  });

  it('are killed earlier when a later deletion gives them less time, and not later when it gives more', async () => {
    await using runner = startRunner([aPod()]);
    await until(() => runner.told.length === 1);
    runner.observe(aPod({ stopAfter: '10m', graceSeconds: 600 }));
    runner.observe(aPod({ stopAfter: '10m', graceSeconds: 0.1 }));
    runner.observe(aPod({ stopAfter: '10m', graceSeconds: 300 }));
    await until(() => runner.told.includes('gone'));
    expect(runner.told).toEqual(['Running', 'Failed 137 Error', 'gone']);
  });

  it('that are gone, as after a forced deletion, are ended without a word', async () => {
    await using runner = startRunner([aPod()]);
    await until(() => runner.told.length === 1);
    runner.observe(aPod({ stopAfter: '10m', graceSeconds: 0.05 }));
    runner.observe(aPod(), 'DELETED');
    runner.observe(aPod({ uid: 'other' }), 'ADDED');
    await until(() => runner.told.length === 2);
    runner.observe(aPod({ uid: 'other', stopAfter: '100ms', graceSeconds: 30 }));
    await until(() => runner.told.includes('gone'));
    expect(runner.told).toEqual(['Running', 'Running', 'Succeeded 0 Completed', 'gone']);
  });

  it('that ran before a power cut are said to have vanished when they are deleted', async () => {
    await using runner = startRunner([aPod({ phase: 'Running', stopAfter: '10m', graceSeconds: 600 })]);
    await until(() => runner.told.includes('gone'));
    expect(runner.told).toEqual(['Failed 137 ContainerStatusUnknown', 'gone']);
  });

  it('that were over already are let go without another report', async () => {
    await using runner = startRunner([aPod({ phase: 'Succeeded', graceSeconds: 30 })]);
    await until(() => runner.told.includes('gone'));
    expect(runner.told).toEqual(['gone']);
  });

  it('that end while the network is cut are reported when it is back, with the exit code they had', async () => {
    const commands = [
      ['sleep', '0.05'],
      ['sh', '-c', 'exit 3'],
    ];
    await using runner = startRunner([aPod({ commands })]);
    await until(() => runner.told.length === 1);
    runner.setCut(true);
    await until(() => runner.failures() > 0);
    runner.observe(aPod({ commands, stopAfter: '10m', graceSeconds: 600 }));
    runner.setCut(false);
    await until(() => runner.told.includes('gone'));
    expect(runner.told).toEqual(['Running', 'Failed 3 Error', 'gone']);
  });

  it('do not end while the machine is frozen', async () => {
    await using runner = startRunner([aPod({ commands: [['sleep', '0.05']] })]);
    await until(() => runner.told.length === 1);
    runner.processor.freeze();
    await using other = startRunner([aPod({ commands: [['sleep', '0.1']] })]);
    await until(() => other.told.length === 2);
    expect(runner.told).toEqual(['Running']);
    runner.processor.thaw();
    await until(() => runner.told.length === 2);
    expect(runner.told).toEqual(['Running', 'Succeeded 0 Completed']);
  });
});
