import type { CloudProvider, Instance } from './provider.ts';
import { createSingleFlight } from './single-flight.ts';

/** A list of instances that many callers read. */
interface SharedList {
  /** At most `maxAgeMs` old, or as the caller that asks first reads it. */
  read(signal: AbortSignal): Promise<readonly Instance[]>;
}

/** The lists of one credential. */
export interface SharedLists {
  /** The list that all callers with this key share. */
  of(key: string, load: (signal: AbortSignal) => Promise<readonly Instance[]>): SharedList;
  /** Something was created or deleted: no list that was begun before is given to a later caller. */
  changed(): void;
}

/** Lists that are read by one caller at a time and kept for a moment; a failure is told to all who wait and not kept. */
export function createSharedLists(now: () => number, maxAgeMs: number): SharedLists {
  const lists = new Map<string, SharedList & { readonly forget: () => void }>();
  return {
    of(key, load) {
      const list = lists.get(key) ?? createList(load, now, maxAgeMs);
      lists.set(key, list);
      return list;
    },
    changed() {
      for (const list of lists.values()) list.forget();
    },
  };
}

function createList(
  load: (signal: AbortSignal) => Promise<readonly Instance[]>,
  now: () => number,
  maxAgeMs: number,
): SharedList & { readonly forget: () => void } {
  let kept: { readonly instances: readonly Instance[]; readonly until: number } | undefined;
  let age = 0;
  const flight = createSingleFlight(async (signal) => {
    const [began, begunAt] = [age, now()];
    const instances = await load(signal);
    if (began === age) kept = { instances, until: begunAt + maxAgeMs };
    return instances;
  });
  return {
    async read(signal) {
      signal.throwIfAborted();
      return kept !== undefined && now() < kept.until ? kept.instances : await flight.join(signal);
    },
    forget() {
      age += 1;
      kept = undefined;
      flight.detach();
    },
  };
}

/** Adds the sweep to a provider whose lists are read live: `key` names whose instances it lists, among those of its credential. */
export function withSweep(live: Omit<CloudProvider, 'sweep'>, lists: SharedLists, key: string): CloudProvider {
  const shared = lists.of(key, (signal) => live.list(signal));
  const changing = async <Result>(step: Promise<Result>): Promise<Result> => {
    try {
      return await step;
    } finally {
      lists.changed();
    }
  };
  return {
    ...live,
    create: (request, signal) => changing(live.create(request, signal)),
    delete: (instanceId, signal) => changing(live.delete(instanceId, signal)),
    async sweep(signal, claimUid) {
      const all = await shared.read(signal);
      if (claimUid === undefined) return all;
      const found = all.filter((instance) => instance.claimUid === claimUid);
      return found.length > 0 ? found : await live.list(signal, claimUid);
    },
  };
}
