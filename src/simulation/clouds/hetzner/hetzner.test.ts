import { describe, expect, it } from 'vitest';
import type { TestAnswer } from '../../../../test/helpers/simulated-clouds.ts';
import { simulatedClouds, until } from '../../../../test/helpers/simulated-clouds.ts';

const order = { server_type: 'cx23', image: 'ubuntu-24.04', location: 'fsn1' };

describe('simulated Hetzner: life of a server', () => {
  it('goes initializing, starting, running, and boots the machine with exactly the user data given', async () => {
    await using clouds = await simulatedClouds({ bootDelayMs: 1_500 });
    const userData = '#cloud-config\n# ünïcode "quotes" \\ and %2F\n';
    const created = await clouds.hetzner('POST', '/servers', { ...order, name: 'one', user_data: userData });
    expect(created.status).toBe(201);
    expect(created.body.server.status).toBe('initializing');
    expect(created.body.action).toMatchObject({ command: 'create_server', status: 'running', finished: null });
    expect(created.body.next_actions).toMatchObject([{ command: 'start_server', status: 'running' }]);
    const { id } = created.body.server;
    const statusNow = async (): Promise<string> => (await clouds.hetzner('GET', `/servers/${id}`)).body.server.status;
    await until(async () => (await statusNow()) === 'starting');
    expect(clouds.booted).toEqual([]);
    await until(async () => (await statusNow()) === 'running');
    expect(clouds.booted).toEqual([
      {
        id: `hetzner-${id}`,
        userData,
        metadataService: expect.anything(),
        address: '100.64.0.1',
        hardware: { cpus: 2, memoryBytes: 4 * 1024 ** 3, diskBytes: 40e9, architecture: 'amd64' },
        metadata: { provider: 'hetzner', instanceId: String(id), region: 'eu-central', zone: 'fsn1' },
      },
    ]);
    const actions = await clouds.hetzner('GET', `/servers/${id}/actions`);
    expect(actions.body.actions).toMatchObject([{ status: 'success' }, { status: 'success', progress: 100 }]);
    const action = await clouds.hetzner('GET', `/actions/${created.body.action.id}`);
    expect(action.body.action).toMatchObject({ status: 'success', error: null, resources: [{ id, type: 'server' }] });
  });

  it('has the shape of today: location instead of datacenter, stock hints per location, text prices', async () => {
    await using clouds = await simulatedClouds();
    const { server } = (await clouds.hetzner('POST', '/servers', { ...order, name: 'one' })).body;
    expect(server).not.toHaveProperty('datacenter');
    expect(server.location).toMatchObject({ name: 'fsn1', network_zone: 'eu-central' });
    expect(server.server_type.locations[0]).toMatchObject({ name: 'fsn1', available: true, deprecation: null });
    expect(server.server_type.prices[0].price_hourly).toEqual({ net: '0.0088000000', gross: '0.0104720000000000' });
    expect(server.public_net.ipv4).toMatchObject({ blocked: false });
  });

  it('leaves addresses out that were not wanted', async () => {
    await using clouds = await simulatedClouds();
    const public_net = { enable_ipv4: false, enable_ipv6: true };
    const { server } = (await clouds.hetzner('POST', '/servers', { ...order, name: 'one', public_net })).body;
    expect(server.public_net.ipv4).toBeNull();
    expect(server.public_net.ipv6.ip).toMatch(/::\/64$/);
    const ips = (await clouds.hetzner('GET', '/primary_ips')).body.primary_ips;
    expect(ips.map((ip: { type: string }) => ip.type)).toEqual(['ipv6']);
  });

  it('sends a root password only when no SSH key is given', async () => {
    await using clouds = await simulatedClouds();
    const key = { name: 'mine', public_key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAbc me' };
    const { ssh_key } = (await clouds.hetzner('POST', '/ssh_keys', key)).body;
    const without = await clouds.hetzner('POST', '/servers', { ...order, name: 'one' });
    const withKey = await clouds.hetzner('POST', '/servers', { ...order, name: 'two', ssh_keys: [ssh_key.id] });
    expect(without.body.root_password).toHaveLength(20);
    expect(withKey.body.root_password).toBeNull();
  });

  it('deletes: machine off at once, deleting for a while, then 404, own addresses gone with it', async () => {
    await using clouds = await simulatedClouds({ deleteDelayMs: 600 });
    const { id } = (await clouds.hetzner('POST', '/servers', { ...order, name: 'one' })).body.server;
    await until(() => clouds.booted.length === 1);
    const deleted = await clouds.hetzner('DELETE', `/servers/${id}`);
    expect(deleted).toMatchObject({ status: 200, body: { action: { command: 'delete_server', status: 'running' } } });
    expect(clouds.switchedOff).toEqual([`hetzner-${id}`]);
    expect((await clouds.hetzner('GET', `/servers/${id}`)).body.server.status).toBe('deleting');
    await until(async () => (await clouds.hetzner('GET', `/servers/${id}`)).status === 404);
    expect((await clouds.hetzner('GET', `/actions/${deleted.body.action.id}`)).body.action.status).toBe('success');
    expect((await clouds.hetzner('GET', '/primary_ips')).body.primary_ips).toEqual([]);
    expect((await clouds.hetzner('DELETE', `/servers/${id}`)).body.error.code).toBe('not_found');
  });

  it('never boots a server that is deleted before it runs', async () => {
    await using clouds = await simulatedClouds({ bootDelayMs: 1_500, deleteDelayMs: 0 });
    const { id } = (await clouds.hetzner('POST', '/servers', { ...order, name: 'one' })).body.server;
    const create = (await clouds.hetzner('GET', `/servers/${id}/actions`)).body.actions[0];
    await clouds.hetzner('DELETE', `/servers/${id}`);
    await until(async () => (await clouds.hetzner('GET', `/actions/${create.id}`)).body.action.status !== 'running');
    expect((await clouds.control('GET', '/state')).body.hetzner.servers).toEqual([]);
    expect(clouds.booted).toEqual([]);
  });

  it('switches power off and on again with the same machine id', async () => {
    await using clouds = await simulatedClouds();
    const { id } = (await clouds.hetzner('POST', '/servers', { ...order, name: 'one' })).body.server;
    await until(() => clouds.booted.length === 1);
    const off = await clouds.hetzner('POST', `/servers/${id}/actions/poweroff`);
    expect(off).toMatchObject({ status: 201, body: { action: { command: 'stop_server' } } });
    await until(async () => (await clouds.hetzner('GET', `/servers/${id}`)).body.server.status === 'off');
    expect(clouds.switchedOff).toEqual([`hetzner-${id}`]);
    await clouds.hetzner('POST', `/servers/${id}/actions/poweron`);
    await until(() => clouds.booted.length === 2);
    await clouds.hetzner('POST', `/servers/${id}/actions/reset`);
    await until(() => clouds.booted.length === 3);
    expect(new Set(clouds.booted.map((spec) => spec.id))).toEqual(new Set([`hetzner-${id}`]));
  });

  it('keeps a server off that was asked not to start', async () => {
    await using clouds = await simulatedClouds();
    const created = await clouds.hetzner('POST', '/servers', { ...order, name: 'one', start_after_create: false });
    expect(created.body.next_actions).toEqual([]);
    await until(async () => (await clouds.hetzner('GET', '/servers?name=one')).body.servers[0].status === 'off');
    expect(clouds.booted).toEqual([]);
  });
});

describe('simulated Hetzner: refusals', () => {
  it.each([
    [{ server_type: 'cx99' }, 422, 'invalid_input'],
    [{ server_type: 'cx22' }, 422, 'invalid_input'],
    [{ image: 'windows' }, 422, 'invalid_input'],
    [{ location: 'mars1' }, 422, 'invalid_input'],
    [{ location: 'ash' }, 422, 'invalid_input'],
    [{ server_type: 'cax11', image: '67794396' }, 422, 'invalid_input'],
    [{ name: 'under_score' }, 422, 'invalid_input'],
    [{ name: undefined }, 422, 'invalid_input'],
    [{ labels: { 'hetzner.cloud/x': 'y' } }, 422, 'invalid_input'],
    [{ labels: { key: '-starts-badly' } }, 422, 'invalid_input'],
    [{ user_data: 'x'.repeat(32 * 1024 + 1) }, 422, 'invalid_input'],
    [{ ssh_keys: [1] }, 422, 'invalid_input'],
  ])('refuses %j with %i %s and makes nothing', async (change, status, code) => {
    await using clouds = await simulatedClouds();
    const answer = await clouds.hetzner('POST', '/servers', { ...order, name: 'one', ...change });
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatchObject({ code, message: expect.any(String) });
    expect(answer.headers.get('x-correlation-id')).toMatch(/^[0-9a-f]{16}$/);
    const { hetzner } = (await clouds.control('GET', '/state')).body;
    expect([...hetzner.servers, ...hetzner.ips]).toEqual([]);
  });

  it('refuses a name that is taken, and frees it with the server', async () => {
    await using clouds = await simulatedClouds();
    const { id } = (await clouds.hetzner('POST', '/servers', { ...order, name: 'one' })).body.server;
    const second = await clouds.hetzner('POST', '/servers', { ...order, name: 'one' });
    expect(second).toMatchObject({ status: 409, body: { error: { code: 'uniqueness_error' } } });
    await clouds.hetzner('DELETE', `/servers/${id}`);
    await until(async () => (await clouds.hetzner('POST', '/servers', { ...order, name: 'one' })).status === 201);
  });

  it('renames to a free name only, and frees the old one', async () => {
    await using clouds = await simulatedClouds();
    const { id } = (await clouds.hetzner('POST', '/servers', { ...order, name: 'one' })).body.server;
    await clouds.hetzner('POST', '/servers', { ...order, name: 'two' });
    expect((await clouds.hetzner('PUT', `/servers/${id}`, { name: 'two' })).body.error.code).toBe('uniqueness_error');
    const renamed = await clouds.hetzner('PUT', `/servers/${id}`, { name: 'three', labels: { a: 'b' } });
    expect(renamed.body.server).toMatchObject({ name: 'three', labels: { a: 'b' } });
    expect((await clouds.hetzner('POST', '/servers', { ...order, name: 'one' })).status).toBe(201);
  });

  it('refuses what is out of stock with 412, says so in the catalogue, and sells again after a return', async () => {
    await using clouds = await simulatedClouds();
    await clouds.control('PUT', '/stock', { provider: 'hetzner', type: 'cx23', location: 'fsn1', left: 1 });
    const first = await clouds.hetzner('POST', '/servers', { ...order, name: 'one' });
    const second = await clouds.hetzner('POST', '/servers', { ...order, name: 'two' });
    expect(second).toMatchObject({ status: 412, body: { error: { code: 'resource_unavailable' } } });
    const [type] = (await clouds.hetzner('GET', '/server_types?name=cx23')).body.server_types;
    expect(type.locations.map((at: { available: boolean }) => at.available)).toEqual([false, true, true]);
    expect((await clouds.hetzner('POST', '/servers', { ...order, name: 'two', location: 'nbg1' })).status).toBe(201);
    await clouds.hetzner('DELETE', `/servers/${first.body.server.id}`);
    await until(async () => (await clouds.hetzner('POST', '/servers', { ...order, name: 'three' })).status === 201);
  });

  it('refuses tokens that are missing, revoked or not accepted', async () => {
    await using clouds = await simulatedClouds({ tokens: { accepted: ['good', 'revoked-one'], revoked: ['gone'] } });
    const statusOf = async (headers: Record<string, string>): Promise<number> =>
      (await fetch(`${clouds.endpoints.hetzner}/servers`, { headers })).status;
    expect(await statusOf({})).toBe(401);
    expect(await statusOf({ authorization: 'Bearer other' })).toBe(401);
    expect(await statusOf({ authorization: 'Bearer revoked-one' })).toBe(401);
    expect(await statusOf({ authorization: 'Bearer gone' })).toBe(401);
    expect(await statusOf({ authorization: 'Bearer good' })).toBe(200);
  });

  it('answers 400 to broken JSON and 404 to unknown paths', async () => {
    await using clouds = await simulatedClouds();
    expect((await clouds.hetzner('POST', '/servers', '{"name":')).body.error.code).toBe('json_error');
    expect(await clouds.hetzner('GET', '/nothing')).toMatchObject({
      status: 404,
      body: { error: { code: 'not_found' } },
    });
  });

  it('counts requests down, refills, and quotes half the token in the 429 as the real API does', async () => {
    await using clouds = await simulatedClouds({ hetznerRateLimit: { limit: 2, refillPerSecond: 1 } });
    const first = await clouds.hetzner('GET', '/locations');
    expect(first.headers.get('ratelimit-limit')).toBe('2');
    expect(first.headers.get('ratelimit-remaining')).toBe('1');
    expect(Number(first.headers.get('ratelimit-reset'))).toBeGreaterThan(Date.now() / 1000 - 1);
    await clouds.hetzner('GET', '/locations');
    const third = await clouds.hetzner('GET', '/locations');
    expect(third).toMatchObject({ status: 429, body: { error: { code: 'rate_limit_exceeded' } } });
    expect(third.body.error.message).toContain("'test-'");
    clouds.advance(1_100);
    expect((await clouds.hetzner('GET', '/locations')).status).toBe(200);
  });
});

describe('simulated Hetzner: lists', () => {
  it('pages with 25 by default and 50 at most, without gaps or repetitions', async () => {
    await using clouds = await simulatedClouds();
    const names = Array.from({ length: 60 }, (_, index) => `server-${index}`);
    for (const name of names) await clouds.hetzner('POST', '/servers', { ...order, name });
    const first = (await clouds.hetzner('GET', '/servers')).body;
    expect(first.servers).toHaveLength(25);
    const expected = { page: 1, per_page: 25, previous_page: null, next_page: 2, last_page: 3, total_entries: 60 };
    expect(first.meta.pagination).toEqual(expected);
    const wide = (await clouds.hetzner('GET', '/servers?per_page=100')).body;
    expect(wide.servers).toHaveLength(50);
    const seen: string[] = [];
    for (let page: number | null = 1; page !== null;) {
      const { body }: TestAnswer = await clouds.hetzner('GET', `/servers?per_page=7&page=${page}`);
      seen.push(...body.servers.map((server: { name: string }) => server.name));
      page = body.meta.pagination.next_page;
    }
    expect(seen).toEqual(names);
  });

  it('filters by name, status and label selector, and refuses a selector it cannot read', async () => {
    await using clouds = await simulatedClouds();
    await clouds.hetzner('POST', '/servers', {
      ...order,
      name: 'one',
      labels: { pool: 'a', 'cloudburst.io/claim': 'x' },
    });
    await clouds.hetzner('POST', '/servers', { ...order, name: 'one-more', labels: { pool: 'b' } });
    const names = async (query: string): Promise<string[]> =>
      (await clouds.hetzner('GET', `/servers?${query}`)).body.servers.map((server: { name: string }) => server.name);
    expect(await names('name=one')).toEqual(['one']);
    expect(await names(`label_selector=${encodeURIComponent('cloudburst.io/claim==x')}`)).toEqual(['one']);
    expect(await names(`label_selector=${encodeURIComponent('pool in (a,b),!cloudburst.io/claim')}`)).toEqual([
      'one-more',
    ]);
    await until(async () => (await names('status=running')).length === 2);
    expect(await names('status=off')).toEqual([]);
    const bad = await clouds.hetzner('GET', `/servers?label_selector=${encodeURIComponent('a in (')}`);
    expect(bad).toMatchObject({ status: 422, body: { error: { code: 'invalid_input' } } });
  });

  it('lists actions only by id and answers 410 for data centers', async () => {
    await using clouds = await simulatedClouds();
    const { action } = (await clouds.hetzner('POST', '/servers', { ...order, name: 'one' })).body;
    expect((await clouds.hetzner('GET', `/actions?id=${action.id}`)).body.actions).toMatchObject([{ id: action.id }]);
    expect((await clouds.hetzner('GET', '/actions')).status).toBe(410);
    const gone = await clouds.hetzner('GET', '/datacenters');
    expect(gone).toMatchObject({ status: 410, body: { error: { code: 'deprecated_api_endpoint' } } });
  });
});

describe('simulated Hetzner: side resources', () => {
  it('keeps keys unique by name and fingerprint', async () => {
    await using clouds = await simulatedClouds();
    const key = { name: 'mine', public_key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAbc me', labels: { a: 'b' } };
    const created = await clouds.hetzner('POST', '/ssh_keys', key);
    expect(created.body.ssh_key.fingerprint).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
    const again = await clouds.hetzner('POST', '/ssh_keys', { ...key, name: 'other' });
    expect(again).toMatchObject({ status: 409, body: { error: { code: 'uniqueness_error' } } });
    expect((await clouds.hetzner('GET', '/ssh_keys?label_selector=a')).body.ssh_keys).toHaveLength(1);
    expect((await clouds.hetzner('DELETE', `/ssh_keys/${created.body.ssh_key.id}`)).status).toBe(204);
    expect((await clouds.hetzner('GET', '/ssh_keys')).body.ssh_keys).toEqual([]);
    const broken = await clouds.hetzner('POST', '/ssh_keys', { ...key, public_key: 'no key' });
    expect(broken.body.error.code).toBe('invalid_input');
  });

  it('refuses to delete an assigned address, and lets one made by hand outlive everything', async () => {
    await using clouds = await simulatedClouds();
    await clouds.hetzner('POST', '/servers', { ...order, name: 'one' });
    const [ip] = (await clouds.hetzner('GET', '/primary_ips')).body.primary_ips;
    const refused = await clouds.hetzner('DELETE', `/primary_ips/${ip.id}`);
    expect(refused).toMatchObject({ status: 422, body: { error: { code: 'must_be_unassigned' } } });
    const own = { name: 'own', type: 'ipv4', location: 'fsn1', labels: { keep: 'me' } };
    const made = (await clouds.hetzner('POST', '/primary_ips', own)).body.primary_ip;
    expect(made).toMatchObject({ auto_delete: false, assignee_id: null, labels: { keep: 'me' } });
    expect((await clouds.hetzner('GET', '/primary_ips?label_selector=keep%3Dme')).body.primary_ips).toHaveLength(1);
    expect((await clouds.hetzner('DELETE', `/primary_ips/${made.id}`)).status).toBe(204);
  });

  it('publishes types, locations, images for both architectures, and the price of an IPv4', async () => {
    await using clouds = await simulatedClouds();
    const { server_types } = (await clouds.hetzner('GET', '/server_types')).body;
    expect(server_types.map((type: { name: string }) => type.name)).toContain('cax11');
    expect((await clouds.hetzner('GET', '/locations')).body.locations).toHaveLength(6);
    const images = (await clouds.hetzner('GET', '/images?name=ubuntu-24.04&architecture=arm')).body.images;
    expect(images).toMatchObject([{ architecture: 'arm', status: 'available' }]);
    const { pricing } = (await clouds.hetzner('GET', '/pricing')).body;
    const [ipv4] = pricing.primary_ips[0].prices;
    expect(ipv4).toMatchObject({ location: 'fsn1', price_hourly: { net: '0.0008000000' } });
    expect(pricing.currency).toBe('EUR');
    expect((await clouds.hetzner('GET', '/volumes?label_selector=a')).body.volumes).toEqual([]);
  });
});
