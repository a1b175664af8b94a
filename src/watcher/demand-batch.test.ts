import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addToBatch, batchEndMs, createDemandBatcher } from './demand-batch.ts';

const window = { idleMs: 300, maxMs: 10_000 };

describe('a batch of demand', () => {
  it('ends an idle time after the last new pod', () => {
    const batch = addToBatch(addToBatch(undefined, 'a', 1000), 'b', 1200);
    expect(batchEndMs(batch, window)).toBe(1500);
  });
  it('is not kept open by a pod that is in it already', () => {
    const batch = addToBatch(undefined, 'a', 1000);
    expect(addToBatch(batch, 'a', 1200)).toBe(batch);
  });
  it('ends at the latest after its longest time', () => {
    let batch = addToBatch(undefined, 'a', 0);
    for (let at = 0; at <= 9_900; at += 100) batch = addToBatch(batch, `pod-${at}`, at);
    expect(batchEndMs(batch, window)).toBe(10_000);
  });
});

describe('the batcher', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('calls once for pods that arrive 50 ms apart', () => {
    const onBatch = vi.fn<() => void>();
    const batcher = createDemandBatcher(window, { now: Date.now, onBatch });
    for (const pod of ['a', 'b', 'c', 'd', 'e']) {
      batcher.add(pod);
      vi.advanceTimersByTime(50);
    }
    expect(onBatch).not.toHaveBeenCalled();
    vi.advanceTimersByTime(250);
    expect(onBatch).toHaveBeenCalledOnce();
  });

  it('is open from the first pod to the call', () => {
    const batcher = createDemandBatcher(window, { now: Date.now, onBatch: () => undefined });
    expect(batcher.isOpen()).toBe(false);
    batcher.add('a');
    expect(batcher.isOpen()).toBe(true);
    vi.advanceTimersByTime(300);
    expect(batcher.isOpen()).toBe(false);
  });

  it('takes a pod that was in an earlier batch for new', () => {
    const onBatch = vi.fn<() => void>();
    const batcher = createDemandBatcher(window, { now: Date.now, onBatch });
    batcher.add('a');
    vi.advanceTimersByTime(300);
    batcher.add('a');
    vi.advanceTimersByTime(300);
    expect(onBatch).toHaveBeenCalledTimes(2);
  });

  it('calls nobody after its end', () => {
    const onBatch = vi.fn<() => void>();
    const batcher = createDemandBatcher(window, { now: Date.now, onBatch });
    batcher.add('a');
    batcher.stop();
    vi.advanceTimersByTime(20_000);
    expect(onBatch).not.toHaveBeenCalled();
  });
});
