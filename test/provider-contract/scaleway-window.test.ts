import { expect, it } from 'vitest';
import { createProviderRegistry } from '../../src/providers/registry.ts';
import { simulatedClouds } from '../helpers/simulated-clouds.ts';

const never = new AbortController().signal;

it('obeys the windows that Scaleway tells in its headers, so that it is never refused', async () => {
  await using clouds = await simulatedClouds();
  await clouds.control('PATCH', '/settings', { scalewayRequestsPerSecond: 10 });
  const { hetzner, scaleway } = clouds.endpoints;
  const registry = createProviderRegistry({
    endpoints: { hetzner, scaleway },
    insecureSkipVerify: {},
    deadlines: { budgetWaitMs: 30_000 },
    now: Date.now,
    random: () => 0.5,
  });
  try {
    const block = {
      projectID: '11111111-2222-4333-8444-555555555555',
      zone: 'fr-par-1',
      apiKeySecretRef: { name: 's', key: 'k' },
    };
    const provider = registry.provider('scaleway', { clusterId: 'cluster-1', credential: 'window-token', block });
    for (let index = 0; index < 15; index += 1) await provider.list(never, `claim-${index}`);
    const statuses: number[] = (await clouds.control('GET', '/requests?provider=scaleway')).body.requests.map(
      ({ status }: { readonly status: number }) => status,
    );
    expect(statuses.length).toBeGreaterThan(10);
    expect(new Set(statuses)).toEqual(new Set([200]));
  } finally {
    await registry.close();
  }
});
