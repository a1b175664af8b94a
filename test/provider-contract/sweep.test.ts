import { expect, it } from 'vitest';
import { createProviderRegistry } from '../../src/providers/registry.ts';
import { serverLabels } from '../../src/providers/hetzner/labels.ts';
import { simulatedClouds } from '../helpers/simulated-clouds.ts';

const never = new AbortController().signal;
const clusterId = 'cluster-1';
const count = 1_000;

it('costs at most 21 requests to Hetzner for a thousand servers, and serves all their claims from one list', async () => {
  await using clouds = await simulatedClouds();
  for (let index = 0; index < count; index += 1) {
    const claim = { claimUid: `claim-${index}`, claimName: `filled-${index}`, nodePool: 'pool' };
    const place = { region: 'fsn1', zone: 'fsn1', instanceType: 'cx23', architecture: 'amd64', userData: '' } as const;
    const labels = serverLabels(clusterId, { ...claim, ...place });
    const body = { name: claim.claimName, server_type: 'cx23', image: 'ubuntu-24.04', location: 'fsn1', labels };
    expect((await clouds.hetzner('POST', '/servers', body)).status).toBe(201);
  }
  const { hetzner, scaleway } = clouds.endpoints;
  const registry = createProviderRegistry({
    endpoints: { hetzner, scaleway },
    insecureSkipVerify: {},
    deadlines: { sweepMs: 60_000 },
    now: Date.now,
    random: () => 0.5,
  });
  const received = async () => (await clouds.control('GET', '/requests?provider=hetzner')).body.requests.length;
  try {
    const block = { apiTokenSecretRef: { name: 's', key: 'k' } };
    const provider = registry.provider('hetzner', { clusterId, credential: 'sweep-token', block });
    const before = await received();
    const claims = Array.from({ length: count }, (_, index) => `claim-${index}`);
    const found = await Promise.all(claims.map((uid) => provider.sweep(never, uid)));
    expect(found.map((instances) => instances.map(({ claimUid }) => claimUid))).toEqual(claims.map((uid) => [uid]));
    expect((await received()) - before).toBeLessThanOrEqual(21);
  } finally {
    await registry.close();
  }
}, 60_000);
