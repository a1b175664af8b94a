import { describe, expect, it } from 'vitest';
import type { SimulatedClouds } from '../../../../test/helpers/simulated-clouds.ts';
import { simulatedClouds, until } from '../../../../test/helpers/simulated-clouds.ts';
import { createRequestWindows } from './rate-limit.ts';

async function create(clouds: SimulatedClouds, change: Record<string, unknown> = {}): Promise<string> {
  const order = { name: 'one', commercial_type: 'DEV1-S', image: 'ubuntu_jammy', ...change };
  const { status, body } = await clouds.scaleway('POST', 'zone/servers', order);
  expect(status).toBe(201);
  return body.server.id;
}

const act = (clouds: SimulatedClouds, id: string, action: string) =>
  clouds.scaleway('POST', `zone/servers/${id}/action`, { action });

const reaches = (clouds: SimulatedClouds, id: string, state: string) =>
  until(async () => (await clouds.scaleway('GET', `zone/servers/${id}`)).body.server?.state === state);

/** What is billed now, by the kind of thing. */
async function billed(clouds: SimulatedClouds): Promise<string[]> {
  const { charges } = (await clouds.control('GET', '/meter')).body;
  return charges.map((charge: { id: string }) => charge.id.split('/')[1]).toSorted();
}

describe('simulated Scaleway: what is billed', () => {
  it('bills the disk from the create, compute from power-on to power-off, a dynamic address while it runs', async () => {
    await using clouds = await simulatedClouds({ bootDelayMs: 100 });
    const id = await create(clouds);
    expect(await billed(clouds)).toEqual(['volume']);
    await act(clouds, id, 'poweron');
    expect(await billed(clouds)).toEqual(['server', 'volume']);
    await reaches(clouds, id, 'running');
    expect(await billed(clouds)).toEqual(['dynamic-ip', 'server', 'volume']);
    await act(clouds, id, 'stop_in_place');
    await reaches(clouds, id, 'stopped in place');
    expect(await billed(clouds)).toEqual(['dynamic-ip', 'server', 'volume']);
    await act(clouds, id, 'poweroff');
    await reaches(clouds, id, 'stopped');
    expect(await billed(clouds)).toEqual(['volume']);
  });

  it('goes on billing a flexible address and block storage that a terminated server has left', async () => {
    await using clouds = await simulatedClouds();
    const { ip } = (await clouds.scaleway('POST', 'zone/ips', {})).body;
    const id = await create(clouds, { public_ips: [ip.id], dynamic_ip_required: false });
    await act(clouds, id, 'poweron');
    await reaches(clouds, id, 'running');
    await act(clouds, id, 'terminate');
    await until(async () => (await clouds.scaleway('GET', `zone/servers/${id}`)).status === 404);
    expect(await billed(clouds)).toEqual(['ip', 'volume']);
    const before = (await clouds.control('GET', '/meter')).body.accruedEur;
    clouds.advance(10 * 3_600_000);
    // 10 GB of block storage at 0.000118 EUR per GB and hour, and an IPv4 at 0.004 EUR per hour.
    const after = (await clouds.control('GET', '/meter')).body.accruedEur;
    expect(after - before).toBeCloseTo(10 * (10 * 0.000118 + 0.004), 4);
  });

  it('stops billing compute that failed to start', async () => {
    await using clouds = await simulatedClouds();
    await clouds.control('POST', '/faults', { operation: 'create-server', effect: { kind: 'action-fails' } });
    const id = await create(clouds);
    const { headers } = await act(clouds, id, 'poweron');
    await until(
      async () => (await clouds.scaleway('GET', headers.get('location') ?? '')).body.task.status === 'failure',
    );
    expect(await billed(clouds)).toEqual(['volume']);
  });
});

describe('simulated Scaleway: refused actions', () => {
  it.each([
    ['poweron', 'running', 400],
    ['poweroff', 'stopped', 400],
    ['reboot', 'stopped', 400],
    ['stop_in_place', 'stopped', 400],
    ['terminate', 'stopped', 400],
    ['terminate', 'starting', 409],
  ])('refuses %s of a server that is %s with %i', async (action, state, status) => {
    await using clouds = await simulatedClouds({ bootDelayMs: state === 'starting' ? 60_000 : 0 });
    const id = await create(clouds);
    if (state !== 'stopped') await act(clouds, id, 'poweron');
    await reaches(clouds, id, state);
    expect((await act(clouds, id, action)).status).toBe(status);
    expect((await clouds.scaleway('GET', `zone/servers/${id}`)).body.server.state).toBe(state);
  });
});

describe('simulated Scaleway: servers that the vendor locks', () => {
  it('are off, cost no compute, and take neither actions nor deletion until they are unlocked', async () => {
    await using clouds = await simulatedClouds();
    const id = await create(clouds);
    await act(clouds, id, 'poweron');
    await reaches(clouds, id, 'running');
    expect((await clouds.control('POST', `/machines/scaleway-${id}/lock`)).status).toBe(204);
    await reaches(clouds, id, 'locked');
    expect([clouds.switchedOff, await billed(clouds)]).toEqual([[`scaleway-${id}`], ['volume']]);
    for (const action of ['poweron', 'terminate']) {
      const { status, body } = await act(clouds, id, action);
      expect([status, body]).toMatchObject([423, { type: 'locked', resource_id: id }]);
    }
    expect((await clouds.scaleway('DELETE', `zone/servers/${id}`)).status).toBe(423);
    await clouds.control('POST', `/machines/scaleway-${id}/unlock`);
    expect((await clouds.scaleway('DELETE', `zone/servers/${id}`)).status).toBe(204);
  });
});

describe('simulated Scaleway: groups', () => {
  it('gives each project a default security group in each zone, and servers that name none get it', async () => {
    await using clouds = await simulatedClouds();
    const [group] = (await clouds.scaleway('GET', 'zone/security_groups')).body.security_groups;
    expect(group).toMatchObject({ name: 'Default security group', project_default: true, servers: [] });
    const id = await create(clouds);
    const { server } = (await clouds.scaleway('GET', `zone/servers/${id}`)).body;
    expect(server.security_group).toEqual({ id: group.id, name: group.name });
    const other = (await clouds.scaleway('GET', 'zone/security_groups?project=other')).body.security_groups;
    expect(other).toHaveLength(1);
    expect(other[0].id).not.toBe(group.id);
    expect((await clouds.scaleway('DELETE', `zone/security_groups/${group.id}`)).status).toBe(412);
  });

  it('puts servers into the groups that a create names, and refuses unknown ones', async () => {
    await using clouds = await simulatedClouds();
    const made = async (kind: string) => (await clouds.scaleway('POST', `zone/${kind}s`, { name: 'g' })).body[kind];
    const [security, placement] = [await made('security_group'), await made('placement_group')];
    const id = await create(clouds, { security_group: security.id, placement_group: placement.id });
    const { server } = (await clouds.scaleway('GET', `zone/servers/${id}`)).body;
    expect(server.security_group).toEqual({ id: security.id, name: 'g' });
    expect(server.placement_group).toMatchObject({ id: placement.id, policy_mode: 'optional', policy_respected: true });
    expect((await clouds.scaleway('DELETE', `zone/security_groups/${security.id}`)).status).toBe(412);
    await clouds.scaleway('DELETE', `zone/servers/${id}`);
    expect((await clouds.scaleway('DELETE', `zone/security_groups/${security.id}`)).status).toBe(204);
    expect((await clouds.scaleway('DELETE', `zone/placement_groups/${placement.id}`)).status).toBe(204);
    for (const field of ['security_group', 'placement_group']) {
      const order = { commercial_type: 'DEV1-S', image: 'ubuntu_jammy', [field]: security.id };
      const { status, body } = await clouds.scaleway('POST', 'zone/servers', order);
      expect([status, body.resource]).toEqual([404, `instance_${field}`]);
    }
  });
});

describe('simulated Scaleway: quotas', () => {
  it('are by type in all zones, and stay until they are changed', async () => {
    await using clouds = await simulatedClouds();
    await clouds.control('PATCH', '/settings', { scalewayQuotas: { 'DEV1-S': 1 } });
    const id = await create(clouds);
    const order = { name: 'two', commercial_type: 'DEV1-S', image: 'ubuntu_jammy' };
    for (const zone of ['fr-par-1', 'nl-ams-1']) {
      const { status, body } = await clouds.scaleway('POST', `/instance/v1/zones/${zone}/servers`, order);
      const details = [{ resource: 'instance_server', quota: 1, current: 1 }];
      expect([status, body]).toMatchObject([403, { type: 'quotas_exceeded', details }]);
    }
    await create(clouds, { commercial_type: 'DEV1-M' });
    await clouds.scaleway('DELETE', `zone/servers/${id}`);
    await create(clouds);
    await clouds.control('PATCH', '/settings', { scalewayQuotas: {} });
    await create(clouds);
  });
});

describe('simulated Scaleway: requests in a second', () => {
  it('counts by key, starts anew with each second, and says what is left', () => {
    const windows = createRequestWindows(() => 2);
    expect(windows.take('a', 10_400)).toMatchObject({ allowed: true, headers: { 'x-ratelimit-remaining': '1' } });
    expect(windows.take('a', 10_500).allowed).toBe(true);
    expect(windows.take('b', 10_600).allowed).toBe(true);
    const refused = windows.take('a', 10_900);
    expect(refused).toMatchObject({
      allowed: false,
      headers: { 'x-ratelimit-limit': '2, 2;w=1', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' },
    });
    expect(windows.take('a', 11_000).allowed).toBe(true);
  });

  it('limits nobody until a limit is set, and then answers 429', async () => {
    await using clouds = await simulatedClouds({ now: () => 1_000 });
    const ask = () => clouds.scaleway('GET', 'zone/servers');
    expect((await ask()).headers.get('x-ratelimit-limit')).toBeNull();
    await clouds.control('PATCH', '/settings', { scalewayRequestsPerSecond: 1 });
    expect((await ask()).status).toBe(200);
    const { status, body, headers } = await ask();
    expect([status, body.type]).toEqual([429, 'too_many_requests']);
    expect(headers.get('x-ratelimit-remaining')).toBe('0');
  });
});
