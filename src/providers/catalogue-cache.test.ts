import { describe, expect, it } from 'vitest';
import { createCatalogueCache } from './catalogue-cache.ts';

const never = new AbortController().signal;

function counted(results: readonly (number | Error)[]) {
  let at = 0;
  let nowMs = 0;
  const load = async () => {
    const result = results[Math.min(at, results.length - 1)];
    at += 1;
    if (typeof result !== 'number') throw result;
    return result;
  };
  const cache = createCatalogueCache(load, { now: () => nowMs, maxAgeMs: 100 });
  return { cache, loads: () => at, pass: (ms: number) => void (nowMs += ms) };
}

describe('catalogue cache', () => {
  it('reads once for callers at the same time and until it is too old', async () => {
    const { cache, loads, pass } = counted([1, 2]);
    expect(await Promise.all([cache.read(never), cache.read(never)])).toEqual([1, 1]);
    pass(99);
    expect([await cache.read(never), loads()]).toEqual([1, 1]);
    pass(1);
    expect([await cache.read(never), loads()]).toEqual([2, 2]);
  });

  it('does not keep a failure', async () => {
    const { cache } = counted([new Error('down'), 5]);
    await expect(cache.read(never)).rejects.toThrow('down');
    expect(await cache.read(never)).toBe(5);
  });

  it('gives out the old value when a new one cannot be read', async () => {
    const { cache, pass } = counted([1, new Error('down')]);
    await cache.read(never);
    pass(100);
    expect(await cache.read(never)).toBe(1);
  });

  it('asks again after a refresh', async () => {
    const { cache } = counted([1, 2]);
    await cache.read(never);
    cache.refresh();
    expect(await cache.read(never)).toBe(2);
  });

  it('lets one caller give up without disturbing the others', async () => {
    const gate = Promise.withResolvers<number>();
    const cache = createCatalogueCache(() => gate.promise, { now: () => 0, maxAgeMs: 100 });
    const stop = new AbortController();
    const [impatient, patient] = [cache.read(stop.signal), cache.read(never)];
    stop.abort(new Error('stop'));
    await expect(impatient).rejects.toThrow('stop');
    gate.resolve(3);
    expect(await patient).toBe(3);
  });

  it('stops the read when the last caller has given up', async () => {
    const seen = Promise.withResolvers<void>();
    const load = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => seen.resolve());
      return Promise.withResolvers<number>().promise;
    };
    const cache = createCatalogueCache(load, { now: () => 0, maxAgeMs: 100 });
    const stop = new AbortController();
    const read = cache.read(stop.signal);
    stop.abort(new Error('stop'));
    await expect(read).rejects.toThrow('stop');
    await expect(seen.promise).resolves.toBeUndefined();
  });
});
