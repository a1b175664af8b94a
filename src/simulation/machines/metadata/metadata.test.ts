import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { simulatedClouds, until } from '../../../../test/helpers/simulated-clouds.ts';
import { hetznerMetadata } from './hetzner.ts';
import { scalewayMetadata } from './scaleway.ts';
import type { MetadataService } from './service.ts';
import { fetchUserData } from './service.ts';

const get = (service: MetadataService, target: string, sourcePort = 40_000) =>
  service.handle({ method: 'GET', target, sourcePort });

describe("Hetzner's metadata service", () => {
  const service = hetznerMetadata(() => ({
    id: 4711,
    name: 'burst-1',
    location: 'fsn1',
    networkZone: 'eu-central',
    ipv4: '203.0.113.7',
    ipv6: '2001:db8:1:2::/64',
    publicKeys: ['ssh-ed25519 AAAA me'],
    userData: '#cloud-config\n',
  }));

  it('gives cloud-init the keys it reads, as YAML, and the user data as it is', () => {
    const all = parse(get(service, '/hetzner/v1/metadata').body);
    // DataSourceHetzner takes these, and compares the id with the serial number of the machine.
    expect(all).toMatchObject({
      'instance-id': 4711,
      hostname: 'burst-1',
      'public-keys': ['ssh-ed25519 AAAA me'],
      'network-config': { version: 1, config: [{ type: 'physical', name: 'eth0' }] },
    });
    expect(all['network-config'].config[0].subnets).toMatchObject([
      { type: 'dhcp', ipv4: true },
      { type: 'static', ipv6: true, address: '2001:db8:1:2::1/64', gateway: 'fe80::1' },
    ]);
    expect(get(service, '/hetzner/v1/userdata').body).toBe('#cloud-config\n');
  });

  it.each([
    ['instance-id', '4711'],
    ['hostname', 'burst-1'],
    ['public-ipv4', '203.0.113.7'],
    ['region', 'eu-central'],
    ['availability-zone', 'fsn1'],
  ])('gives %s alone', (key, value) => {
    expect(get(service, `/hetzner/v1/metadata/${key}`)).toMatchObject({ status: 200, body: value });
  });

  it('knows nothing else', () => {
    for (const path of ['/', '/latest/meta-data', '/hetzner/v1/metadata/none', '/hetzner/v1/toString']) {
      expect(get(service, path).status).toBe(404);
    }
  });
});

describe("Scaleway's metadata service", () => {
  const make = () => {
    const userData = new Map([['cloud-init', Buffer.from('#cloud-config\n')]]);
    const server = {
      id: 'x',
      hostname: 'burst-1',
      tags: ['t'],
      private_ip: null,
      public_ips: [{ address: '203.0.113.7' }],
    };
    return { userData, service: scalewayMetadata(() => ({ server, userData })) };
  };

  it('gives cloud-init the configuration as JSON, and nothing when it looks whether there is a service', () => {
    const { service } = make();
    expect(get(service, '/').status).toBe(200);
    // DataSourceScaleway takes these.
    expect(JSON.parse(get(service, '/conf?format=json').body)).toMatchObject({
      id: 'x',
      hostname: 'burst-1',
      tags: ['t'],
      private_ip: null,
      public_ips: [{ address: '203.0.113.7' }],
      ssh_public_keys: [],
    });
    expect(get(service, '/conf').body).toContain('HOSTNAME="burst-1"\n');
  });

  it('gives user data only to ports that need root', () => {
    const { service } = make();
    expect(get(service, '/user_data/cloud-init', 1024).status).toBe(403);
    expect(get(service, '/user_data', 1024).status).toBe(403);
    expect(get(service, '/user_data/cloud-init', 1023)).toMatchObject({ status: 200, body: '#cloud-config\n' });
    expect(JSON.parse(get(service, '/user_data?format=json', 1).body)).toEqual({ user_data: ['cloud-init'] });
    expect(get(service, '/vendor_data/cloud-init', 1).status).toBe(404);
  });

  it('lets the machine set and delete its user data', () => {
    const { service, userData } = make();
    service.handle({ method: 'PATCH', target: '/user_data/mine', sourcePort: 1, body: Buffer.from('x') });
    expect(userData.get('mine')?.toString()).toBe('x');
    service.handle({ method: 'DELETE', target: '/user_data/cloud-init', sourcePort: 1 });
    expect(get(service, '/user_data/cloud-init', 1).status).toBe(404);
    expect(fetchUserData(service)).toBe('');
  });
});

describe('metadata at the control endpoint', () => {
  it('shows what a machine is told, and never its user data', async () => {
    await using clouds = await simulatedClouds();
    const order = { name: 'one', server_type: 'cx23', image: 'ubuntu-24.04', location: 'fsn1', user_data: 'canary' };
    await clouds.hetzner('POST', '/servers', order);
    const wanted = { name: 'two', commercial_type: 'DEV1-S', image: 'ubuntu_jammy' };
    const { id } = (await clouds.scaleway('POST', 'zone/servers', wanted)).body.server;
    await clouds.scaleway('PATCH', `zone/servers/${id}/user_data/cloud-init`, 'canary');
    const { hetzner, scaleway } = (await clouds.control('GET', '/state')).body;
    const show = (machine: string, target: string) =>
      clouds.control('GET', `/machines/${machine}/metadata?target=${encodeURIComponent(target)}`);
    const [one, two] = [hetzner.servers[0].machineId, scaleway.servers[0].machineId];
    expect((await show(one, '/hetzner/v1/metadata/hostname')).body).toBe('one');
    expect((await show(two, '/conf?format=json')).body).toMatchObject({ id, state: 'stopped' });
    for (const target of ['/hetzner/v1/userdata', '/hetzner/v1/%75serdata', '/user_data/cloud-init', '/user_data']) {
      for (const machine of [one, two]) expect((await show(machine, target)).status).toBe(403);
    }
    expect((await show('nobody', '/')).status).toBe(404);
  });
});

describe('metadata of machines that were bought', () => {
  it('says at Hetzner what the API says', async () => {
    await using clouds = await simulatedClouds();
    await clouds.hetzner('POST', '/ssh_keys', {
      name: 'mine',
      public_key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAbc me',
    });
    const order = { name: 'one', server_type: 'cx23', image: 'ubuntu-24.04', location: 'fsn1', user_data: 'text' };
    const { server } = (await clouds.hetzner('POST', '/servers', { ...order, ssh_keys: ['mine'] })).body;
    const { metadataService: service } = await until(() => clouds.booted[0]);
    expect(fetchUserData(service)).toBe('text');
    expect(parse(get(service, '/hetzner/v1/metadata').body)).toMatchObject({
      'instance-id': server.id,
      hostname: 'one',
      'public-ipv4': server.public_net.ipv4.ip,
    });
  });

  it('follows at Scaleway what the API is told later', async () => {
    await using clouds = await simulatedClouds();
    const order = { name: 'one', commercial_type: 'DEV1-S', image: 'ubuntu_jammy' };
    const { id } = (await clouds.scaleway('POST', 'zone/servers', order)).body.server;
    await clouds.scaleway('PATCH', `zone/servers/${id}/user_data/cloud-init`, 'text');
    await clouds.scaleway('POST', `zone/servers/${id}/action`, { action: 'poweron' });
    const { metadataService: service } = await until(() => clouds.booted[0]);
    expect(fetchUserData(service)).toBe('text');
    const conf = () => JSON.parse(get(service, '/conf?format=json').body);
    expect(conf()).toMatchObject({ id, hostname: 'one', state: 'running', public_ips: [{ dynamic: true }] });
    await clouds.scaleway('PATCH', `zone/servers/${id}`, { tags: ['later'] });
    expect(conf().tags).toEqual(['later']);
    // The bootstrap wipes what it has read; a machine that boots anew finds nothing.
    await clouds.scaleway('DELETE', `zone/servers/${id}/user_data/cloud-init`);
    expect(fetchUserData(service)).toBe('');
  });
});
