import { expect, it } from 'vitest';
import type { ProviderTraits, ProviderWorld } from './world.ts';

const never = new AbortController().signal;

/** The vendor's whole table of codes, over real HTTP. */
export function defineCodeTests(traits: ProviderTraits, w: () => ProviderWorld): void {
  it.each(traits.codes)('E1 ends a create that meets $code (HTTP $status) in $ends after $posts POST', async (code) => {
    await w().arm({
      operation: 'create-server',
      effect: { kind: 'error-before', status: code.status, code: code.code },
    });
    const error = await rejection(w().provider().create(w().request(), never));
    expect(error).toMatchObject({ name: code.ends });
    if (code.ends === 'OutageError') expect(error).toMatchObject({ mayHaveHappened: true });
    expect(await w().received('create-server')).toBe(code.posts);
    expect(await w().servers()).toEqual([]);
  });

  if (traits.http !== undefined) defineHtmlTests(w);

  it.each([
    ['list', (world: ProviderWorld) => world.provider().list(never)],
    ['offerings', (world: ProviderWorld) => world.provider().offerings(never)],
    ['get', (world: ProviderWorld) => world.provider().get(traits.absentId, never)],
    ['delete', (world: ProviderWorld) => world.provider().delete(traits.absentId, never)],
  ] as const)('E3 sends no request of %s a second time', async (_what, call) => {
    await w().arm({ operation: '*', effect: { kind: 'error-before', status: 503 } });
    expect(await rejection(call(w()))).toMatchObject({ name: 'OutageError', mayHaveHappened: false });
    expect(await w().repeated()).toEqual([]);
  });
}

/** Answers that only HTTP knows. */
function defineHtmlTests(w: () => ProviderWorld): void {
  it.each([
    [401, 'CredentialsError', 1],
    [429, 'ThrottledError', 1],
    [404, 'OutageError', 2],
    [422, 'OutageError', 2],
  ] as const)('E2 reads a page of HTML with status %i as %s', async (status, ends, posts) => {
    await w().arm({ operation: 'create-server', effect: { kind: 'error-before', status, html: true } });
    expect(await rejection(w().provider().create(w().request(), never))).toMatchObject({ name: ends });
    expect(await w().received('create-server')).toBe(posts);
  });
}

/** The shared list of sweeps. */
export function defineSweepTests(w: () => ProviderWorld): void {
  it('W1 serves the claims of a sweep from one list', async () => {
    await w().fill(3);
    const before = await w().received('list-servers');
    const found = await Promise.all([0, 1, 2].map((index) => w().provider().sweep(never, `claim-${index}`)));
    expect(found.map((instances) => instances.length)).toEqual([1, 1, 1]);
    expect((await w().received('list-servers')) - before).toBe(1);
  });

  it('W2 looks live for a claim that the shared list lacks', async () => {
    expect(await w().provider().sweep(never)).toEqual([]);
    await w().fill(1);
    expect(await w().provider().sweep(never, 'claim-0')).toHaveLength(1);
  });

  it('W3 reads the list anew after a create and after a delete', async () => {
    expect(await w().provider().sweep(never)).toEqual([]);
    const { id } = await w().provider().create(w().request(), never);
    expect((await w().provider().sweep(never)).map((instance) => instance.id)).toEqual([id]);
    const before = await w().received('list-servers');
    await w().provider().delete(id, never);
    await w().provider().sweep(never);
    expect((await w().received('list-servers')) - before).toBe(1);
  });

  it('W4 fails for all who wait when the list fails, and does not keep the failure', async () => {
    await w().arm({ operation: 'list-servers', effect: { kind: 'error-before', status: 503 }, count: 1 });
    const ends = await Promise.allSettled([w().provider().sweep(never), w().provider().sweep(never, 'claim-0')]);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await w().provider().sweep(never)).toEqual([]);
  });

  it('W5 looks live before a create, whatever a sweep has seen', async () => {
    await w().provider().sweep(never);
    const before = await w().received('list-servers');
    await w().provider().create(w().request(), never);
    expect((await w().received('list-servers')) - before).toBeGreaterThanOrEqual(1);
  });
}

async function rejection(call: Promise<unknown>): Promise<unknown> {
  return await call.then(
    () => expect.fail('the call succeeded'),
    (error: unknown) => error,
  );
}
