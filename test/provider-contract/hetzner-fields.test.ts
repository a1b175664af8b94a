import { expect, it } from 'vitest';
import { simulatedClouds } from '../helpers/simulated-clouds.ts';
import { createProviderRegistry } from '../../src/providers/registry.ts';

const never = new AbortController().signal;
const block = { apiTokenSecretRef: { name: 's', key: 'k' }, publicIPv4: false };
const request = {
  claimUid: '7c7c7c7c-0000-4000-8000-000000000001',
  claimName: 'without-ipv4',
  nodePool: 'pool',
  region: 'fsn1',
  zone: 'fsn1',
  instanceType: 'cx23',
  architecture: 'amd64',
  userData: '#cloud-config\n',
} as const;

it('rents at Hetzner without an IPv4 address, with an SSH key, at the price without the address', async () => {
  await using clouds = await simulatedClouds();
  const { hetzner, scaleway } = clouds.endpoints;
  const registry = createProviderRegistry({
    endpoints: { hetzner, scaleway },
    insecureSkipVerify: {},
    now: Date.now,
    random: () => 0.5,
  });
  try {
    const settings = { clusterId: 'cluster-1', credential: 'test-token', block };
    const provider = registry.provider('hetzner', settings);
    const { publicIPv4: _none, ...plain } = block;
    const dearer = await registry.provider('hetzner', { ...settings, block: plain }).offerings(never);
    const cheaper = await provider.offerings(never);
    const price = (offerings: typeof dearer) =>
      offerings.find(({ zone, instanceType }) => zone === 'fsn1' && instanceType === 'cx23')?.priceEurPerHour;
    expect([price(cheaper), price(dearer)]).toEqual([0.0088, 0.0096]);
    await provider.create(request, never);
    const { servers } = (await clouds.hetzner('GET', '/servers')).body;
    expect(servers[0].public_net).toMatchObject({ ipv4: null, ipv6: { id: expect.any(Number) } });
    const keys = (await clouds.hetzner('GET', '/ssh_keys')).body.ssh_keys;
    expect(keys).toHaveLength(1);
  } finally {
    await registry.close();
  }
});

it('sends network, firewalls and placement group of the class, and leaves out what the class does not name', async () => {
  await using clouds = await simulatedClouds();
  const registry = createProviderRegistry({
    endpoints: { hetzner: clouds.endpoints.hetzner, scaleway: clouds.endpoints.scaleway },
    insecureSkipVerify: {},
    now: Date.now,
    random: () => 0.5,
  });
  try {
    const firewall = (await clouds.hetzner('POST', '/firewalls', { name: 'f' })).body.firewall;
    const group = (await clouds.hetzner('POST', '/placement_groups', { name: 'g', type: 'spread' })).body
      .placement_group;
    const asked = {
      apiTokenSecretRef: { name: 's', key: 'k' },
      firewallIDs: [firewall.id],
      placementGroupID: group.id,
    };
    const settings = { clusterId: 'cluster-1', credential: 'test-token', block: asked };
    await registry.provider('hetzner', settings).create(request, never);
    const [server] = (await clouds.hetzner('GET', '/servers')).body.servers;
    expect(server.public_net.firewalls).toMatchObject([{ id: firewall.id }]);
    expect(server.placement_group).toMatchObject({ id: group.id });
    expect(server.private_net).toEqual([]);
  } finally {
    await registry.close();
  }
});
