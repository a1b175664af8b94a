import { describe, expect, it } from 'vitest';
import type { SimulatedClouds } from '../../../../test/helpers/simulated-clouds.ts';
import { simulatedClouds, until } from '../../../../test/helpers/simulated-clouds.ts';

// Facts of exchanges that the vendor recorded with the real API for the tests of its own clients. Named by repository and file:
// tf = terraform-provider-scaleway, internal/services/instance/testdata; go = scaleway-sdk-go, api/instance/v1/testdata.

const project = '105bdce1-64c0-48ab-899d-868455867ecf';
const delays = { bootDelayMs: 150, deleteDelayMs: 150 };

const read = (clouds: SimulatedClouds, id: string) => clouds.scaleway('GET', `zone/servers/${id}`);
const act = (clouds: SimulatedClouds, id: string, action: string) =>
  clouds.scaleway('POST', `zone/servers/${id}/action`, { action });

async function create(clouds: SimulatedClouds, change: Record<string, unknown> = {}) {
  const order = { name: 'recorded', commercial_type: 'DEV1-S', image: 'ubuntu_jammy', project, ...change };
  const { status, body } = await clouds.scaleway('POST', 'zone/servers', order);
  expect(status).toBe(201);
  return body.server;
}

/** Every different state until the condition holds, as somebody sees it who asks all the time. */
async function states(clouds: SimulatedClouds, id: string, last: string): Promise<string[]> {
  const seen: string[] = [];
  await until(async () => {
    const { status, body } = await read(clouds, id);
    const now = status === 404 ? '404' : `${body.server.state} (${body.server.state_detail})`;
    if (seen.at(-1) !== now) seen.push(now);
    return now.startsWith(last);
  });
  return seen;
}

describe('simulated Scaleway beside recorded exchanges: states', () => {
  it('starts, stops in place and terminates in the recorded order (tf: action-server-on-off, 2 December 2025)', async () => {
    await using clouds = await simulatedClouds(delays);
    const { id, state, state_detail: detail, location } = await create(clouds);
    expect({ state, detail, location }).toEqual({ state: 'stopped', detail: '', location: null });
    await act(clouds, id, 'poweron');
    expect(await states(clouds, id, 'running')).toEqual(['starting (allocating node)', 'running (booting kernel)']);
    await act(clouds, id, 'stop_in_place');
    expect(await states(clouds, id, 'stopped')).toEqual([
      'stopping (stopping in place)',
      'stopped in place (stopped in place)',
    ]);
    await act(clouds, id, 'poweron');
    await states(clouds, id, 'running');
    await act(clouds, id, 'terminate');
    expect(await states(clouds, id, '404')).toEqual(['stopping (terminating)', '404']);
  });

  it('allows in each state what the recordings allow, and keeps its place until it is gone (tf: action-server-on-off)', async () => {
    await using clouds = await simulatedClouds(delays);
    const { id, allowed_actions: whenStopped } = await create(clouds);
    expect(whenStopped).toEqual(['poweron', 'backup']);
    await act(clouds, id, 'poweron');
    await states(clouds, id, 'running');
    const allowed = async (): Promise<string[]> => (await read(clouds, id)).body.server.allowed_actions;
    expect(await allowed()).toEqual(['poweroff', 'terminate', 'reboot', 'stop_in_place', 'backup']);
    await act(clouds, id, 'stop_in_place');
    const { server: stopping } = (await read(clouds, id)).body;
    expect(stopping.allowed_actions).toEqual(['stop_in_place', 'backup']);
    expect(Object.keys(stopping.location)).toEqual([
      'zone_id',
      'platform_id',
      'cluster_id',
      'hypervisor_id',
      'node_id',
    ]);
    await states(clouds, id, 'stopped');
    expect(await allowed()).toEqual(['poweron', 'poweroff', 'terminate', 'reboot', 'backup']);
    await act(clouds, id, 'terminate');
    expect((await read(clouds, id)).body.server.location).toMatchObject({ zone_id: 'fr-par-1' });
  });

  it('powers off over "stopping" (tf: action-server-reboot-basic, 6 October 2025)', async () => {
    await using clouds = await simulatedClouds(delays);
    const { id } = await create(clouds);
    await act(clouds, id, 'poweron');
    await states(clouds, id, 'running');
    expect((await act(clouds, id, 'poweroff')).body.task.description).toBe('server_poweroff');
    expect(await states(clouds, id, 'stopped')).toEqual(['stopping (stopping)', 'stopped ()']);
  });
});

describe('simulated Scaleway beside recorded exchanges: tasks', () => {
  it('answers an action with the recorded task and says where it is (tf: action-server-on-off)', async () => {
    await using clouds = await simulatedClouds(delays);
    const { id } = await create(clouds);
    await act(clouds, id, 'poweron');
    await states(clouds, id, 'running');
    const { status, headers, body } = await act(clouds, id, 'stop_in_place');
    expect(status).toBe(202);
    expect(body).toEqual({
      task: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        description: 'server_stop_in_place',
        status: 'pending',
        href_from: `/servers/${id}/action`,
        href_result: `/servers/${id}`,
        started_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/),
        terminated_at: null,
        progress: 0,
        zone: 'fr-par-1',
      },
    });
    const place = `/instance/v1/zones/fr-par-1/tasks/${body.task.id}`;
    expect(headers.get('location')).toBe(place);
    expect((await clouds.scaleway('GET', place)).body.task).toMatchObject({ status: 'pending', progress: 0 });
    await states(clouds, id, 'stopped');
    const ended = (await clouds.scaleway('GET', place)).body.task;
    expect(ended).toMatchObject({ status: 'success', progress: 100, terminated_at: expect.any(String) });
  });

  it('fails the task of a server that does not start', async () => {
    await using clouds = await simulatedClouds();
    await clouds.control('POST', '/faults', { operation: 'create-server', effect: { kind: 'action-fails' } });
    const { id } = await create(clouds);
    const { headers } = await act(clouds, id, 'poweron');
    const task = async () => (await clouds.scaleway('GET', headers.get('location') ?? '')).body.task;
    await until(async () => (await task()).status !== 'pending');
    expect((await task()).status).toBe('failure');
    expect((await read(clouds, id)).body.server.state).toBe('stopped');
  });

  it('backs up with a task that cannot be asked for, and allows nothing meanwhile (tf: action-server-backup, 1 September 2026)', async () => {
    await using clouds = await simulatedClouds(delays);
    const { id } = await create(clouds);
    const { status, body } = await act(clouds, id, 'backup');
    const noId = '00000000-0000-0000-0000-000000000000';
    expect([status, body.task]).toMatchObject([202, { id: noId, description: 'fake task', status: 'pending' }]);
    expect(body.task.href_result).toMatch(/^\/images\/[0-9a-f-]{36}$/);
    expect((await read(clouds, id)).body.server).toMatchObject({ state: 'stopped', allowed_actions: [] });
    await until(async () => (await read(clouds, id)).body.server.allowed_actions.length > 0);
  });
});

describe('simulated Scaleway beside recorded exchanges: bodies', () => {
  it('says which arguments a create lacks (go: test-create-server-with-incorrect-body, 5 September 2025)', async () => {
    await using clouds = await simulatedClouds();
    const { status, body } = await clouds.scaleway('POST', 'zone/servers', { name: 'srv-intelligent-bohr', project });
    const missing = (name: string) => ({
      argument_name: name,
      reason: 'required',
      help_message: 'required key not provided',
    });
    const details = ['commercial_type', 'image', 'volumes'].map(missing);
    expect([status, body]).toEqual([400, { type: 'invalid_arguments', message: 'invalid argument(s)', details }]);
  });

  it('says of an unknown server and of a block volume asked of the Instance API that they are not found (tf: action-server-on-off)', async () => {
    await using clouds = await simulatedClouds();
    const { volumes } = await create(clouds);
    const { id } = volumes['0'];
    const notFound = (resource: string) => ({
      type: 'not_found',
      message: 'resource is not found',
      resource,
      resource_id: id,
    });
    const server = await read(clouds, id);
    expect([server.status, server.body]).toEqual([404, notFound('instance_server')]);
    const volume = await clouds.scaleway('GET', `zone/volumes/${id}`);
    expect([volume.status, volume.body]).toEqual([404, notFound('instance_volume')]);
  });

  it('makes the root disk of the image, in use by the server, without a tag (tf: action-server-on-off)', async () => {
    await using clouds = await simulatedClouds();
    const { id, image, volumes } = await create(clouds);
    const { body } = await clouds.scaleway('GET', `/block/v1alpha1/zones/fr-par-1/volumes/${volumes['0'].id}`);
    expect(image.root_volume).toMatchObject({ volume_type: 'sbs_snapshot', size: 0, name: '' });
    expect(body).toMatchObject({
      name: 'Ubuntu 22.04 Jammy Jellyfish_sbs_volume_0',
      type: 'sbs_5k',
      size: 10e9,
      parent_snapshot_id: image.root_volume.id,
      status: 'in_use',
      tags: [],
      specs: { perf_iops: 5000, class: 'sbs' },
      last_detached_at: null,
      references: [
        { product_resource_type: 'instance_server', product_resource_id: id, type: 'exclusive', status: 'attached' },
      ],
    });
  });

  it('attaches, detaches and deletes an address, which then may not be read (go: test-instance-helpers; tf: ip-with-zone, 27 January 2025)', async () => {
    await using clouds = await simulatedClouds();
    const { id, name } = await create(clouds);
    const { ip } = (await clouds.scaleway('POST', 'zone/ips', { project })).body;
    expect(ip).toMatchObject({ prefix: null, reverse: null, server: null, type: 'routed_ipv4', state: 'detached' });
    const path = `zone/ips/${ip.id}`;
    const attached = (await clouds.scaleway('PATCH', path, { server: id })).body.ip;
    expect(attached).toMatchObject({ server: { id, name }, state: 'attached' });
    expect((await clouds.scaleway('PATCH', path, { server: null })).body.ip).toEqual(ip);
    expect((await clouds.scaleway('DELETE', path)).status).toBe(204);
    const details = [{ action: 'read', resource: 'compute_ips' }];
    const refusal = { details, message: 'insufficient permissions', type: 'permissions_denied' };
    const gone = await clouds.scaleway('GET', path);
    expect([gone.status, gone.body]).toEqual([403, refusal]);
  });

  it('detaches and attaches a local disk and answers with the server (go: test-instance-helpers, 5 September 2025)', async () => {
    await using clouds = await simulatedClouds();
    const images =
      '/marketplace/v2/local-images?zone=fr-par-1&image_label=ubuntu_jammy&type=instance_local&arch=x86_64';
    const image = (await clouds.scaleway('GET', images)).body.local_images[0].id;
    const { id, volumes, image: used } = await create(clouds, { image, name: 'instance_utils_test' });
    expect(used.root_volume).toMatchObject({ volume_type: 'l_ssd', size: 10e9, name: used.name });
    const disk = volumes['0'].id;
    const move = async (action: string) =>
      (await clouds.scaleway('POST', `zone/servers/${id}/${action}`, { volume_id: disk })).body.server;
    const without = await move('detach-volume');
    expect(without).toMatchObject({ hostname: 'instance-utils-test', volumes: {} });
    expect((await clouds.scaleway('GET', `zone/volumes/${disk}`)).body.volume.server).toBeNull();
    expect((await move('attach-volume')).volumes['0']).toMatchObject({ id: disk, server: { id } });
  });

  it('lists no private networks, with the last page in the link (tf: action-server-on-off)', async () => {
    await using clouds = await simulatedClouds();
    const { id } = await create(clouds);
    const { body, headers } = await clouds.scaleway('GET', `zone/servers/${id}/private_nics`);
    expect(body).toEqual({ private_nics: [] });
    expect(headers.get('x-total-count')).toBe('0');
    expect(headers.get('link')).toBe(`</servers/${id}/private_nics?page=0&per_page=50&>; rel="last"`);
  });
});
