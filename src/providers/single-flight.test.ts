import { expect, it } from 'vitest';
import { createSingleFlight } from './single-flight.ts';

const never = new AbortController().signal;

it('begins anew for a caller who comes after the last one gave up', async () => {
  const results: PromiseWithResolvers<number>[] = [];
  const flight = createSingleFlight(() => {
    const result = Promise.withResolvers<number>();
    results.push(result);
    return result.promise;
  });
  const stop = new AbortController();
  const impatient = flight.join(stop.signal);
  stop.abort(new Error('stop'));
  await expect(impatient).rejects.toThrow('stop');
  const later = flight.join(never);
  results[1]?.resolve(2);
  expect(await later).toBe(2);
});
