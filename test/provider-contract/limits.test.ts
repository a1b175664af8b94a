import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createProviderRegistry } from '../../src/providers/registry.ts';
import type { CloudProvider } from '../../src/providers/provider.ts';
import type { ProviderName } from '../../src/domain/offering.ts';
import type { ProviderSettings } from '../../src/providers/settings.ts';

const never = new AbortController().signal;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

/** A cloud that gives the answers in order, and the last one for ever; lists are empty. */
async function cloud(
  name: ProviderName,
  settings: ProviderSettings,
  { answers, budgetWaitMs = 5_000 }: { readonly answers: readonly Answer[]; readonly budgetWaitMs?: number },
): Promise<{ readonly provider: CloudProvider; readonly received: () => number }> {
  let received = 0;
  const server = createServer((_request, response) => {
    const answer = answers[Math.min(received, answers.length - 1)];
    received += 1;
    response.writeHead(answer?.status ?? 500, { 'content-type': 'application/json', ...answer?.headers });
    response.end(JSON.stringify(answer?.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  const endpoint = `http://127.0.0.1:${address.port}`;
  const registry = createProviderRegistry({
    endpoints: { hetzner: endpoint, scaleway: endpoint },
    insecureSkipVerify: {},
    deadlines: { budgetWaitMs },
    now: Date.now,
    random: () => 0.5,
  });
  closers.push(async () => {
    await registry.close();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  });
  return { provider: registry.provider(name, settings), received: () => received };
}

const reference = { name: 's', key: 'k' };
const empty = { servers: [], volumes: [], total_count: 0, meta: { pagination: { next_page: null, total_entries: 0 } } };
const good: Answer = { status: 200, body: empty };
const common = { clusterId: 'cluster-1', credential: 'test-token-test-token' };

const clouds = [
  {
    name: 'hetzner',
    settings: { ...common, block: { apiTokenSecretRef: reference } },
    id: 'hetzner/fsn1/1',
    nearLimit: [
      {
        ...good,
        headers: { 'ratelimit-limit': '3600', 'ratelimit-remaining': '100', 'ratelimit-reset': '9999999999' },
      },
    ],
    refusal: (seconds: number): Answer => ({
      status: 429,
      headers: { 'retry-after': String(seconds) },
      body: { error: { code: 'rate_limit_exceeded', message: 'too many' } },
    }),
  },
  {
    name: 'scaleway',
    settings: {
      ...common,
      block: { projectID: '11111111-2222-4333-8444-555555555555', zone: 'fr-par-1', apiKeySecretRef: reference },
    },
    id: 'scaleway/fr-par-1/7c7c7c7c-0000-4000-8000-000000000001',
    nearLimit: [
      {
        status: 429,
        body: { type: 'too_many_requests', limit: { quota: 100_000, window_seconds: 1_000 }, reset_seconds: 0 },
      },
      good,
    ],
    refusal: (seconds: number): Answer => ({
      status: 429,
      body: { type: 'too_many_requests', message: 'too many', reset_seconds: seconds },
    }),
  },
] as const;

describe.each(clouds)('rate limit of $name', ({ name, settings, id, nearLimit, refusal }) => {
  it('S7 lets renting and giving back pass where routine calls are held back', async () => {
    const { provider, received } = await cloud(name, settings, { answers: nearLimit, budgetWaitMs: 200 });
    await provider.list(never).catch(() => undefined);
    const before = received();
    await expect(provider.list(never)).rejects.toMatchObject({ name: 'ThrottledError' });
    await expect(provider.offerings(never)).rejects.toMatchObject({ name: 'ThrottledError' });
    expect(received()).toBe(before);
    expect(await provider.list(never, 'claim-1')).toEqual([]);
    const calls = [provider.get(id, never), provider.delete(id, never), provider.forgetUserData(id, never)];
    const ends = await Promise.allSettled(calls);
    for (const end of ends)
      if (end.status === 'rejected') expect(end.reason).not.toMatchObject({ name: 'ThrottledError' });
    expect(received()).toBeGreaterThan(before + 2);
  });

  it('S8 waits itself when a refusal ends within the budget', async () => {
    const { provider, received } = await cloud(name, settings, { answers: [refusal(0.05), good] });
    await expect(provider.list(never, 'claim-1')).rejects.toMatchObject({ name: 'ThrottledError' });
    expect(await provider.list(never, 'claim-1')).toEqual([]);
    expect(received()).toBeGreaterThanOrEqual(2);
  });

  it('S9 sends nothing and says when, where a refusal lasts beyond the budget', async () => {
    const { provider, received } = await cloud(name, settings, { answers: [refusal(60)], budgetWaitMs: 100 });
    await expect(provider.list(never, 'claim-1')).rejects.toMatchObject({
      name: 'ThrottledError',
      retryAfterMs: 60_000,
    });
    const before = received();
    const failed = await provider.list(never, 'claim-1').catch((error: unknown) => error);
    expect(failed).toMatchObject({ name: 'ThrottledError', retryAfterMs: expect.any(Number) });
    expect(received()).toBe(before);
  });
});
