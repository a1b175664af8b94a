import { describe, expect, it } from 'vitest';
import { whenDisowned } from './heartbeat.ts';

const details = { notFound: false, timedOut: false };

describe('the work of an activity', () => {
  it.each([{ notFound: true }, { timedOut: true }])('is cut off when Temporal no longer knows its run: %o', (why) => {
    const cancellation = new AbortController();
    const disowned = whenDisowned(cancellation.signal, () => ({ ...details, ...why }));
    expect(disowned.aborted).toBe(false);
    cancellation.abort();
    expect(disowned.aborted).toBe(true);
    expect(whenDisowned(cancellation.signal, () => ({ ...details, ...why })).aborted).toBe(true);
  });

  it('goes on to its end when somebody only asks it to stop', () => {
    const cancellation = new AbortController();
    const disowned = whenDisowned(cancellation.signal, () => details);
    cancellation.abort();
    expect(disowned.aborted).toBe(false);
  });
});
