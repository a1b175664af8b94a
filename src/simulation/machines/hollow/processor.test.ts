import { describe, expect, it } from 'vitest';
import { createProcessor } from './processor.ts';

describe('processor', () => {
  it('lets nothing go on while it is frozen, also when it is frozen again before anything could', async () => {
    const processor = createProcessor();
    await processor.awake();
    processor.freeze();
    processor.freeze();
    const order: string[] = [];
    const waiting = processor.awake().then(() => order.push('awake'));
    processor.thaw();
    processor.freeze();
    await new Promise(setImmediate);
    order.push('thaw');
    processor.thaw();
    await waiting;
    expect(order).toEqual(['thaw', 'awake']);
  });
});
