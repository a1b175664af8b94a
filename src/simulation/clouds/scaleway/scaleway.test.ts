import { describe, expect, it } from 'vitest';
import type { SimulatedClouds } from '../../../../test/helpers/simulated-clouds.ts';
import { simulatedClouds, until } from '../../../../test/helpers/simulated-clouds.ts';

const images = '/marketplace/v2/local-images?zone=fr-par-1&image_label=ubuntu_jammy';
const volumes = '/block/v1/zones/fr-par-1/volumes';

async function imageId(clouds: SimulatedClouds, type = 'instance_sbs', arch = 'x86_64'): Promise<string> {
  const { body } = await clouds.scaleway('GET', `${images}&type=${type}&arch=${arch}`);
  return body.local_images[0].id;
}

async function create(clouds: SimulatedClouds, change: Record<string, unknown> = {}): Promise<string> {
  const order = { name: 'one', commercial_type: 'DEV1-S', image: await imageId(clouds), project: 'p', ...change };
  const { status, body } = await clouds.scaleway('POST', 'zone/servers', order);
  expect({ status, body }).toMatchObject({ status: 201, body: { server: { state: 'stopped' } } });
  return body.server.id;
}

const act = (clouds: SimulatedClouds, id: string, action: string) =>
  clouds.scaleway('POST', `zone/servers/${id}/action`, { action });

const stateOf = async (clouds: SimulatedClouds, id: string): Promise<string> =>
  (await clouds.scaleway('GET', `zone/servers/${id}`)).body.server.state;

async function createRunning(clouds: SimulatedClouds, change: Record<string, unknown> = {}): Promise<string> {
  const id = await create(clouds, change);
  await act(clouds, id, 'poweron');
  await until(async () => (await stateOf(clouds, id)) === 'running');
  return id;
}

describe('simulated Scaleway: life of a server', () => {
  it('goes stopped, starting, running with user data set in between, as the recorded traffic does', async () => {
    await using clouds = await simulatedClouds({ bootDelayMs: 1_000 });
    const id = await create(clouds, { tags: ['a', 'b'] });
    const stopped = (await clouds.scaleway('GET', `zone/servers/${id}`)).body.server;
    expect(stopped).toMatchObject({ state_detail: '', location: null, allowed_actions: ['poweron', 'backup'] });
    const userData = '#cloud-config\n# ünïcode\n';
    expect((await clouds.scaleway('PATCH', `zone/servers/${id}/user_data/cloud-init`, userData)).status).toBe(204);
    expect((await clouds.scaleway('GET', `zone/servers/${id}/user_data`)).body).toEqual({ user_data: ['cloud-init'] });
    expect((await clouds.scaleway('GET', `zone/servers/${id}/user_data/cloud-init`)).body).toBe(userData);
    const task = await act(clouds, id, 'poweron');
    expect(task).toMatchObject({
      status: 202,
      body: { task: { description: 'server_batch_poweron', status: 'pending' } },
    });
    const starting = (await clouds.scaleway('GET', `zone/servers/${id}`)).body.server;
    expect(starting).toMatchObject({ state: 'starting', state_detail: 'allocating node' });
    expect(clouds.booted).toEqual([]);
    await until(async () => (await stateOf(clouds, id)) === 'running');
    const running = (await clouds.scaleway('GET', `zone/servers/${id}`)).body.server;
    expect(running).toMatchObject({ state_detail: 'booting kernel', location: { zone_id: 'fr-par-1' } });
    expect(running.public_ips).toMatchObject([{ dynamic: true, family: 'inet' }]);
    expect(clouds.booted).toEqual([
      {
        id: `scaleway-${id}`,
        userData,
        metadataService: expect.anything(),
        address: '100.64.0.1',
        hardware: { cpus: 2, memoryBytes: 2 * 1024 ** 3, diskBytes: 10e9, architecture: 'amd64' },
        metadata: { provider: 'scaleway', instanceId: id, region: 'fr-par', zone: 'fr-par-1' },
      },
    ]);
  });

  it('makes two servers of one name, since names are not unique', async () => {
    await using clouds = await simulatedClouds();
    expect(await create(clouds)).not.toBe(await create(clouds));
    expect((await clouds.scaleway('GET', 'zone/servers?name=one')).body.servers).toHaveLength(2);
  });

  it('terminates only a running server: stopping, then 404, and leaves the block volume behind untagged', async () => {
    await using clouds = await simulatedClouds({ deleteDelayMs: 600 });
    const id = await create(clouds, { tags: ['mine'] });
    const refused = await act(clouds, id, 'terminate');
    expect(refused).toMatchObject({ status: 400, body: { type: 'invalid_request_error' } });
    await act(clouds, id, 'poweron');
    await until(async () => (await stateOf(clouds, id)) === 'running');
    const volumeId = (await clouds.scaleway('GET', `zone/servers/${id}`)).body.server.volumes['0'].id;
    expect((await act(clouds, id, 'terminate')).body.task.description).toBe('server_terminate');
    const stopping = (await clouds.scaleway('GET', `zone/servers/${id}`)).body.server;
    expect(stopping).toMatchObject({ state: 'stopping', state_detail: 'terminating' });
    expect(clouds.switchedOff).toEqual([`scaleway-${id}`]);
    const gone = await until(async () => {
      const answer = await clouds.scaleway('GET', `zone/servers/${id}`);
      return answer.status === 404 ? answer : undefined;
    });
    const body = { type: 'not_found', message: 'resource is not found', resource: 'instance_server', resource_id: id };
    expect(gone.body).toEqual(body);
    expect((await clouds.scaleway('GET', `zone/volumes/${volumeId}`)).body.resource).toBe('instance_volume');
    const left = (await clouds.scaleway('GET', `${volumes}/${volumeId}`)).body;
    expect(left).toMatchObject({ status: 'available', tags: [], references: [], size: 10e9 });
  });

  it('deletes a stopped server, not a running one, and its block volume stays', async () => {
    await using clouds = await simulatedClouds();
    const id = await createRunning(clouds);
    expect((await clouds.scaleway('DELETE', `zone/servers/${id}`)).status).toBe(400);
    await act(clouds, id, 'poweroff');
    await until(async () => (await stateOf(clouds, id)) === 'stopped');
    expect((await clouds.scaleway('DELETE', `zone/servers/${id}`)).status).toBe(204);
    expect((await clouds.scaleway('GET', `zone/servers/${id}`)).status).toBe(404);
    expect((await clouds.scaleway('GET', volumes)).body).toMatchObject({ total_count: 1 });
  });

  it('refuses actions on the way from one state to another with 409', async () => {
    await using clouds = await simulatedClouds({ bootDelayMs: 10_000 });
    const id = await create(clouds);
    await act(clouds, id, 'poweron');
    const refused = await act(clouds, id, 'poweron');
    expect(refused).toMatchObject({ status: 409, body: { type: 'transient_state', current_state: 'starting' } });
    expect(await act(clouds, id, 'terminate')).toMatchObject({ status: 409 });
  });

  it('stops in place, starts again, reboots, and gives the dynamic address back at power-off', async () => {
    await using clouds = await simulatedClouds();
    const id = await createRunning(clouds);
    await act(clouds, id, 'stop_in_place');
    await until(async () => (await stateOf(clouds, id)) === 'stopped in place');
    await act(clouds, id, 'poweron');
    await until(async () => (await stateOf(clouds, id)) === 'running');
    await act(clouds, id, 'reboot');
    await until(() => clouds.booted.length === 3);
    await act(clouds, id, 'poweroff');
    await until(async () => (await stateOf(clouds, id)) === 'stopped');
    expect((await clouds.scaleway('GET', `zone/servers/${id}`)).body.server.public_ips).toEqual([]);
  });
});

describe('simulated Scaleway: disks and addresses', () => {
  it('removes local disks with the server and keeps flexible addresses', async () => {
    await using clouds = await simulatedClouds();
    const { ip } = (await clouds.scaleway('POST', 'zone/ips', { tags: ['keep'] })).body;
    const local = { image: await imageId(clouds, 'instance_local'), public_ips: [ip.id] };
    const id = await createRunning(clouds, local);
    const { server } = (await clouds.scaleway('GET', `zone/servers/${id}`)).body;
    expect(server.volumes['0']).toMatchObject({ volume_type: 'l_ssd', size: 20e9, server: { id } });
    expect(server.public_ips[0]).toMatchObject({ id: ip.id, dynamic: false });
    await act(clouds, id, 'terminate');
    await until(async () => (await clouds.scaleway('GET', `zone/servers/${id}`)).status === 404);
    expect((await clouds.scaleway('GET', 'zone/volumes')).body.volumes).toEqual([]);
    const ips = await clouds.scaleway('GET', 'zone/ips?tags=keep');
    expect(ips.body.ips).toMatchObject([{ id: ip.id, state: 'detached', server: null }]);
    expect(ips.headers.get('x-total-count')).toBe('1');
    expect((await clouds.scaleway('DELETE', `zone/ips/${ip.id}`)).status).toBe(204);
    expect((await clouds.scaleway('GET', `zone/ips/${ip.id}`)).status).toBe(403);
  });

  it('deletes block volumes only when they are detached', async () => {
    await using clouds = await simulatedClouds();
    const id = await createRunning(clouds);
    const [volume] = (await clouds.scaleway('GET', `${volumes}?product_resource_id=${id}`)).body.volumes;
    expect(volume).toMatchObject({ status: 'in_use', references: [{ product_resource_id: id }] });
    const refused = await clouds.scaleway('DELETE', `${volumes}/${volume.id}`);
    expect(refused).toMatchObject({ status: 412, body: { type: 'precondition_failed' } });
    await act(clouds, id, 'terminate');
    await until(async () => (await clouds.scaleway('DELETE', `${volumes}/${volume.id}`)).status === 204);
    await until(async () => (await clouds.scaleway('GET', `${volumes}/${volume.id}`)).status === 404);
  });

  it('tags volumes and finds them by tag and name', async () => {
    await using clouds = await simulatedClouds();
    const id = await create(clouds);
    const volumeId = (await clouds.scaleway('GET', `zone/servers/${id}`)).body.server.volumes['0'].id;
    await clouds.scaleway('PATCH', `${volumes}/${volumeId}`, { tags: ['claim=1', 'mine'] });
    const found = async (query: string): Promise<number> =>
      (await clouds.scaleway('GET', volumes + query)).body.total_count;
    expect(await found('?tags=mine&tags=claim=1')).toBe(1);
    expect(await found('?tags=mine&tags=other')).toBe(0);
    expect(await found('?tags=min')).toBe(0);
    expect(await found('?name=Jammy')).toBe(1);
    expect(await found('?name=Noble')).toBe(0);
  });
});

describe('simulated Scaleway: refusals', () => {
  it.each([
    [{ commercial_type: 'NOPE' }, 400, 'invalid_arguments'],
    [{ commercial_type: undefined }, 400, 'invalid_arguments'],
    [{ image: 'no_such_label' }, 404, 'not_found'],
    [{ commercial_type: 'BASIC2-A2C-4G' }, 400, 'invalid_request_error'],
    [{ volumes: { 0: { volume_type: 'b_ssd', size: 10e9 } } }, 400, 'invalid_arguments'],
    [
      { commercial_type: 'PLAY2-PICO', volumes: { 0: { volume_type: 'l_ssd', size: 10e9 } } },
      400,
      'invalid_request_error',
    ],
    [{ public_ips: ['none'] }, 404, 'not_found'],
  ])('refuses %j with %i %s and makes nothing', async (change, status, type) => {
    await using clouds = await simulatedClouds();
    const order = { name: 'one', commercial_type: 'DEV1-S', image: await imageId(clouds), ...change };
    const answer = await clouds.scaleway('POST', 'zone/servers', order);
    expect(answer).toMatchObject({ status, body: { type } });
    expect((await clouds.control('GET', '/state')).body.scaleway).toMatchObject({ servers: [], volumes: [] });
  });

  it('refuses missing and unknown keys with 401 in the words the SDK reads', async () => {
    await using clouds = await simulatedClouds();
    const url = `${clouds.endpoints.scaleway}/instance/v1/zones/fr-par-1/servers`;
    const without = await fetch(url);
    expect([without.status, await without.json()]).toMatchObject([
      401,
      { type: 'denied_authentication', method: 'api_key' },
    ]);
    expect((await fetch(url, { headers: { 'x-auth-token': 'revoked' } })).status).toBe(401);
  });

  it('sells while stock lasts and says so in the availability', async () => {
    await using clouds = await simulatedClouds();
    await clouds.control('PUT', '/stock', { provider: 'scaleway', type: 'DEV1-S', location: 'fr-par-1', left: 1 });
    const availability = async (zone: string): Promise<string> =>
      (await clouds.scaleway('GET', `/instance/v1/zones/${zone}/products/servers/availability`)).body.servers['DEV1-S']
        .availability;
    expect(await availability('fr-par-1')).toBe('scarce');
    await create(clouds);
    expect(await availability('fr-par-1')).toBe('shortage');
    expect(await availability('nl-ams-1')).toBe('available');
    const order = { commercial_type: 'DEV1-S', image: await imageId(clouds) };
    const refused = await clouds.scaleway('POST', 'zone/servers', order);
    expect(refused).toMatchObject({ status: 412, body: { type: 'out_of_stock', resource: 'instance_server' } });
  });
});

describe('simulated Scaleway: lists and catalogue', () => {
  it('filters by exact tags, all of them, and by part of the name, in one zone', async () => {
    await using clouds = await simulatedClouds();
    await create(clouds, { name: 'server1', tags: ['claim/1', 'owner'] });
    await create(clouds, { name: 'server100', tags: ['claim/10', 'owner'], project: 'q' });
    const names = async (query: string): Promise<string[]> =>
      (await clouds.scaleway('GET', `zone/servers?${query}`)).body.servers.map((one: { name: string }) => one.name);
    expect(await names('name=server1')).toEqual(['server100', 'server1']);
    expect(await names('tags=claim/1')).toEqual(['server1']);
    expect(await names('tags=owner,claim/10')).toEqual(['server100']);
    expect(await names('tags=claim')).toEqual([]);
    expect(await names('project=q')).toEqual(['server100']);
    expect(await names('state=running')).toEqual([]);
    expect((await clouds.scaleway('GET', '/instance/v1/zones/nl-ams-1/servers')).body.servers).toEqual([]);
  });

  it('pages by at most 100 and counts in x-total-count', async () => {
    await using clouds = await simulatedClouds();
    const image = await imageId(clouds);
    for (let index = 0; index < 103; index += 1) {
      await clouds.scaleway('POST', 'zone/servers', { name: `s${index}`, commercial_type: 'DEV1-S', image });
    }
    const page = await clouds.scaleway('GET', 'zone/servers?per_page=1000');
    expect(page.body.servers).toHaveLength(100);
    expect(page.headers.get('x-total-count')).toBe('103');
    expect((await clouds.scaleway('GET', 'zone/servers?per_page=100&page=2')).body.servers).toHaveLength(3);
    expect((await clouds.scaleway('GET', 'zone/servers')).body.servers).toHaveLength(50);
  });

  it('changes name and tags, protects, and removes user data', async () => {
    await using clouds = await simulatedClouds();
    const id = await createRunning(clouds);
    const changed = await clouds.scaleway('PATCH', `zone/servers/${id}`, { name: 'new', tags: ['t'], protected: true });
    expect(changed.body.server).toMatchObject({ name: 'new', tags: ['t'], protected: true });
    expect((await act(clouds, id, 'terminate')).status).toBe(400);
    await clouds.scaleway('PATCH', `zone/servers/${id}/user_data/cloud-init`, 'x');
    expect((await clouds.scaleway('DELETE', `zone/servers/${id}/user_data/cloud-init`)).status).toBe(204);
    expect((await clouds.scaleway('DELETE', `zone/servers/${id}/user_data/cloud-init`)).status).toBe(404);
    expect((await clouds.scaleway('GET', `zone/servers/${id}/user_data/cloud-init`)).status).toBe(404);
  });

  it('publishes types with prices, and images with the types they start on', async () => {
    await using clouds = await simulatedClouds();
    const types = await clouds.scaleway('GET', 'zone/products/servers');
    expect(types.body.servers['DEV1-S']).toMatchObject({
      ncpus: 2,
      ram: 2147483648,
      hourly_price: 0.008976,
      arch: 'x86_64',
    });
    expect(types.headers.get('content-type')).toBe('application/json');
    const [image] = (await clouds.scaleway('GET', `${images}&type=instance_sbs&arch=arm64`)).body.local_images;
    expect(image.compatible_commercial_types).toEqual(['BASIC2-A2C-4G']);
    const local = (await clouds.scaleway('GET', `${images}&type=instance_local&arch=x86_64`)).body.local_images[0];
    expect(local.compatible_commercial_types).toContain('DEV1-S');
    expect(local.compatible_commercial_types).not.toContain('PLAY2-NANO');
    const unknown = await clouds.scaleway('GET', '/marketplace/v2/local-images?image_label=none');
    expect(unknown.status).toBe(404);
  });
});
