import { describe, expect, it } from 'vitest';
import type { Instance } from './provider.ts';
import { createSharedLists } from './shared-lists.ts';

const never = new AbortController().signal;
const none: readonly Instance[] = [];

function sharedList(maxAgeMs = 5_000) {
  let nowMs = 0;
  const loads: PromiseWithResolvers<readonly Instance[]>[] = [];
  const lists = createSharedLists(() => nowMs, maxAgeMs);
  const list = lists.of('cluster', () => {
    const load = Promise.withResolvers<readonly Instance[]>();
    loads.push(load);
    return load.promise;
  });
  return { lists, list, loads, pass: (ms: number) => void (nowMs += ms) };
}

describe('shared list', () => {
  it('is read once for all who wait, and kept for a moment', async () => {
    const { list, loads, pass } = sharedList();
    const waiting = [list.read(never), list.read(never)];
    loads[0]?.resolve(none);
    expect(await Promise.all(waiting)).toEqual([none, none]);
    pass(4_999);
    await list.read(never);
    expect(loads).toHaveLength(1);
    pass(1);
    void list.read(never);
    expect(loads).toHaveLength(2);
  });

  it('is as old as its beginning, however long it took', async () => {
    const { list, loads, pass } = sharedList();
    const slow = list.read(never);
    pass(5_000);
    loads[0]?.resolve(none);
    await slow;
    void list.read(never);
    expect(loads).toHaveLength(2);
  });

  it('fails for all who wait, and the next caller reads again', async () => {
    const { list, loads } = sharedList();
    const waiting = [list.read(never), list.read(never)];
    loads[0]?.reject(new Error('down'));
    const ends = await Promise.allSettled(waiting);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    void list.read(never);
    expect(loads).toHaveLength(2);
  });

  it('is neither kept nor joined when something changed while it was read', async () => {
    const { lists, list, loads } = sharedList();
    const before = list.read(never);
    lists.changed();
    const after = list.read(never);
    expect(loads).toHaveLength(2);
    loads[0]?.resolve(none);
    expect(await before).toBe(none);
    const fresh: readonly Instance[] = [];
    loads[1]?.resolve(fresh);
    expect(await after).toBe(fresh);
    expect(await list.read(never)).toBe(fresh);
  });

  it('is shared by callers with the same key only', () => {
    const { lists, list } = sharedList();
    expect(lists.of('cluster', () => Promise.resolve(none))).toBe(list);
    expect(lists.of('another', () => Promise.resolve(none))).not.toBe(list);
  });
});
