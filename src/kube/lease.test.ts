import { describe, expect, it } from 'vitest';
import { createManualTime, settle } from '../../test/helpers/manual-time.ts';
import type { ManualTime } from '../../test/helpers/manual-time.ts';
import { AlreadyExistsError, ApiUnreachableError, ConflictError } from './errors.ts';
import { LeaderElector } from './lease.ts';
import type { LeaderElectionOptions } from './lease.ts';
import { trusted } from './trusted.ts';
import type { Lease } from './types.ts';

/** One lease behind the three calls of an elector, with the API server's preconditions. */
class FakeLeases {
  lease: Lease | undefined;
  /** While set, this candidate's calls fail. */
  cutOff: string | undefined;
  #version = 0;

  clientOf(identity: string): LeaderElectionOptions['client'] {
    const reach = (): void => {
      if (this.cutOff === identity) throw new ApiUnreachableError('Error getting leases: connection refused');
    };
    return {
      find: async () => {
        reach();
        return trusted(this.lease);
      },
      create: async (_resource, object) => {
        reach();
        if (this.lease !== undefined) throw new AlreadyExistsError('Error creating leases: already exists');
        return trusted(this.#store({}, object));
      },
      patch: async (_resource, _key, patch) => {
        reach();
        const { metadata, spec }: { metadata: { resourceVersion: string }; spec: object } = trusted(patch);
        if (metadata.resourceVersion !== this.lease?.metadata.resourceVersion) {
          throw new ConflictError('Error patching leases: the object has been modified');
        }
        return trusted(this.#store({ ...this.lease.spec }, { spec }));
      },
    };
  }

  /** Somebody else writes himself into the lease. */
  steal(identity: string): void {
    this.#store({}, { spec: { holderIdentity: identity, leaseDurationSeconds: 15 } });
  }

  #store(current: object, object: object): Lease {
    const { spec }: { spec: object } = trusted(object);
    this.#version += 1;
    const kept = Object.entries({ ...current, ...spec }).filter(([, value]) => value !== null);
    const metadata = { name: 'watcher', uid: 'u', resourceVersion: String(this.#version), creationTimestamp: '' };
    this.lease = { metadata, spec: Object.fromEntries(kept) };
    return this.lease;
  }
}

interface Stage {
  readonly time: ManualTime;
  readonly leases: FakeLeases;
  readonly news: string[];
  readonly candidate: (identity: string, extra?: Partial<LeaderElectionOptions>) => LeaderElector;
}

async function use(test: (stage: Stage) => Promise<void>): Promise<void> {
  const time = createManualTime();
  const leases = new FakeLeases();
  const news: string[] = [];
  const electors: LeaderElector[] = [];
  const candidate: Stage['candidate'] = (identity, extra) => {
    const elector = new LeaderElector({
      client: leases.clientOf(identity),
      lease: { namespace: 'default', name: 'watcher' },
      identity,
      onStarted: (signal) => {
        news.push(`${identity} leads`);
        signal.addEventListener('abort', () => news.push(`${identity} ends its work`));
      },
      onStopped: (cause) => void news.push(`${identity} ${cause}`),
      time,
      log: { info: () => undefined, warn: () => undefined },
      ...extra,
    });
    electors.push(elector);
    elector.start();
    return elector;
  };
  try {
    await test({ time, leases, news, candidate });
  } finally {
    await Promise.all(electors.map((elector) => elector.stop()));
  }
}

describe('a leader election', () => {
  it('has one leader, which keeps the lease as long as it renews', () =>
    use(async ({ time, leases, news, candidate }) => {
      const [a, b] = [candidate('a'), candidate('b')];
      await time.advance(120_000);
      expect(news).toEqual(['a leads']);
      expect([a.isLeader, b.isLeader]).toEqual([true, false]);
      expect(leases.lease?.spec?.leaseTransitions).toBe(0);
    }));

  it('passes on within one retry when the leader stops in good order, after its work has ended', () =>
    use(async ({ time, leases, news, candidate }) => {
      const a = candidate('a');
      await settle();
      candidate('b');
      await settle();
      await a.stop();
      expect(news).toEqual(['a leads', 'a ends its work', 'a stopped']);
      expect(leases.lease?.spec?.holderIdentity).toBeUndefined();
      await time.advance(2_400);
      expect(news.at(-1)).toBe('b leads');
      expect(leases.lease?.spec?.leaseTransitions).toBe(1);
    }));

  it('ends the work of a leader that cannot renew before anybody else can begin', () =>
    use(async ({ time, leases, news, candidate }) => {
      const a = candidate('a');
      await settle();
      candidate('b');
      await time.advance(5_000);
      leases.cutOff = 'a';
      await time.advance(12_500);
      expect(news).toEqual(['a leads', 'a ends its work', 'a lost']);
      expect(a.isLeader).toBe(false);
      await time.advance(10_000);
      expect(news.at(-1)).toBe('b leads');
    }));

  it('keeps leading through failures shorter than the renew deadline', () =>
    use(async ({ time, leases, news, candidate }) => {
      candidate('a');
      await time.advance(3_000);
      leases.cutOff = 'a';
      await time.advance(6_000);
      leases.cutOff = undefined;
      await time.advance(60_000);
      expect(news).toEqual(['a leads']);
    }));

  it('leads again after a loss, once the API server answers', () =>
    use(async ({ time, leases, news, candidate }) => {
      candidate('a');
      await settle();
      leases.cutOff = 'a';
      await time.advance(30_000);
      leases.cutOff = undefined;
      await time.advance(5_000);
      expect(news).toEqual(['a leads', 'a ends its work', 'a lost', 'a leads']);
    }));

  it('steps down at once when somebody else took the lease', () =>
    use(async ({ time, leases, news, candidate }) => {
      candidate('a');
      await settle();
      leases.steal('admin');
      // One retry meets the conflict, the next one reads who holds it.
      await time.advance(4_800);
      expect(news).toEqual(['a leads', 'a ends its work', 'a lost']);
    }));

  it('does not take itself for the leader after a freeze longer than its deadline', () =>
    use(async ({ time, candidate }) => {
      const wake = Promise.withResolvers<void>();
      const a = candidate('a', { time: { ...time, sleep: () => wake.promise } });
      await settle();
      expect(a.isLeader).toBe(true);
      await time.advance(10_000);
      expect(a.isLeader).toBe(false);
      wake.resolve();
    }));

  it('waits for the work to end before it gives the lease back', () =>
    use(async ({ leases, candidate }) => {
      const work = Promise.withResolvers<void>();
      const a = candidate('a', { onStarted: () => work.promise });
      await settle();
      const stopping = a.stop();
      await settle();
      expect(leases.lease?.spec?.holderIdentity).toBe('a');
      work.resolve();
      await stopping;
      expect(leases.lease?.spec?.holderIdentity).toBeUndefined();
    }));

  it('gives the lease back although the work fails', () =>
    use(async ({ leases, candidate }) => {
      const a = candidate('a', { onStarted: () => Promise.reject(new Error('broken')) });
      await settle();
      await a.stop();
      expect(leases.lease?.spec?.holderIdentity).toBeUndefined();
    }));

  it('refuses a renew deadline that is not shorter than the duration', () => {
    const options = { client: new FakeLeases().clientOf('a'), lease: { namespace: 'default', name: 'watcher' } };
    const rest = { identity: 'a', onStarted: () => undefined, onStopped: () => undefined, time: createManualTime() };
    const log = { info: () => undefined, warn: () => undefined };
    expect(() => new LeaderElector({ ...options, ...rest, log, durationMs: 5_000, renewDeadlineMs: 5_000 })).toThrow(
      /raise the duration/,
    );
  });
});
