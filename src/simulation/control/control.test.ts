import { describe, expect, it } from 'vitest';
import { simulatedClouds, until } from '../../../test/helpers/simulated-clouds.ts';

const order = { name: 'one', server_type: 'cx23', image: 'ubuntu-24.04', location: 'fsn1' };
const hour = 3_600_000;

describe('control endpoint', () => {
  it('is healthy, and says what it does not have', async () => {
    await using clouds = await simulatedClouds();
    expect(await clouds.control('GET', '/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await clouds.control('GET', '/nothing')).toMatchObject({
      status: 404,
      body: { error: 'No GET /nothing here' },
    });
  });

  it('takes, lists and drops faults, and says what is wrong with a bad one', async () => {
    await using clouds = await simulatedClouds();
    const armed = await clouds.control('POST', '/faults', { effect: { kind: 'rate-limit' }, count: 2 });
    expect(armed).toMatchObject({ status: 201, body: { id: 'fault-1', hits: 0 } });
    await clouds.hetzner('GET', '/servers');
    expect((await clouds.control('GET', '/faults')).body.faults).toMatchObject([{ id: 'fault-1', seen: 1, hits: 1 }]);
    expect((await clouds.control('DELETE', '/faults/fault-1')).status).toBe(204);
    expect((await clouds.control('DELETE', '/faults/fault-1')).status).toBe(404);
    const bad = await clouds.control('POST', '/faults', { effect: { kind: 'delay' } });
    expect(bad.status).toBe(400);
    expect(bad.body.error).toContain('ms');
    await clouds.control('POST', '/faults', { effect: { kind: 'rate-limit' } });
    expect((await clouds.control('DELETE', '/faults')).status).toBe(204);
    expect((await clouds.hetzner('GET', '/servers')).status).toBe(200);
  });

  it('records calls without headers, bodies or user data', async () => {
    await using clouds = await simulatedClouds();
    const secret = 'canary-4711';
    await clouds.hetzner('POST', '/servers', { ...order, user_data: secret });
    const wanted = { commercial_type: 'DEV1-S', image: 'ubuntu_jammy' };
    const { id } = (await clouds.scaleway('POST', 'zone/servers', wanted)).body.server;
    await clouds.scaleway('PATCH', `zone/servers/${id}/user_data/cloud-init`, secret);
    const requests = await clouds.control('GET', '/requests');
    const [first] = requests.body.requests;
    expect(first).toMatchObject({
      provider: 'hetzner',
      method: 'POST',
      path: '/v1/servers',
      status: 201,
      answered: true,
    });
    expect(first.atMs).toBeGreaterThan(Date.now() - 60_000);
    const everything = JSON.stringify([requests.body, (await clouds.control('GET', '/state')).body]);
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain('test-token');
    expect((await clouds.control('GET', '/requests?operation=set-user-data')).body.requests).toHaveLength(1);
  });

  it('shows everything that both accounts hold', async () => {
    await using clouds = await simulatedClouds();
    await clouds.hetzner('POST', '/servers', { ...order, labels: { claim: 'c1' } });
    const wanted = { commercial_type: 'DEV1-S', image: 'ubuntu_jammy', tags: ['claim=c2'] };
    await clouds.scaleway('POST', 'zone/servers', wanted);
    const { body } = await clouds.control('GET', '/state');
    expect(body.hetzner).toMatchObject({
      servers: [{ labels: { claim: 'c1' } }],
      ips: [{}, {}],
      sshKeys: [],
      volumes: [],
    });
    expect(body.scaleway).toMatchObject({
      servers: [{ tags: ['claim=c2'], state: 'stopped' }],
      volumes: [{ tags: [] }],
    });
  });

  it('meters to the cent: Hetzner by started hours, Scaleway by the second, leaked volumes go on', async () => {
    await using clouds = await simulatedClouds();
    const meter = async () => (await clouds.control('GET', '/meter')).body;
    expect(await meter()).toEqual({ eurPerHour: 0, accruedEur: 0, charges: [] });
    const { id } = (await clouds.hetzner('POST', '/servers', order)).body.server;
    expect(await meter()).toMatchObject({ eurPerHour: 0.0096, accruedEur: 0.0096 });
    clouds.advance(1.5 * hour);
    expect((await meter()).accruedEur).toBeCloseTo(0.0192, 6);
    await clouds.hetzner('DELETE', `/servers/${id}`);
    await until(async () => (await meter()).eurPerHour === 0);
    clouds.advance(10 * hour);
    expect((await meter()).accruedEur).toBeCloseTo(0.0192, 6);
    const wanted = { commercial_type: 'DEV1-S', image: 'ubuntu_jammy' };
    const server = (await clouds.scaleway('POST', 'zone/servers', wanted)).body.server;
    expect((await meter()).eurPerHour).toBe(0.00118);
    await clouds.scaleway('POST', `zone/servers/${server.id}/action`, { action: 'poweron' });
    await until(async () => (await meter()).eurPerHour === 0.014156);
    await clouds.scaleway('POST', `zone/servers/${server.id}/action`, { action: 'terminate' });
    await until(async () => (await meter()).eurPerHour === 0.00118);
  });

  it('cuts the power of one machine, with or without the API noticing, and gives it back', async () => {
    await using clouds = await simulatedClouds();
    const { id } = (await clouds.hetzner('POST', '/servers', order)).body.server;
    await until(() => clouds.booted.length === 1);
    const status = async (): Promise<string> => (await clouds.hetzner('GET', `/servers/${id}`)).body.server.status;
    expect((await clouds.control('POST', `/machines/hetzner-${id}/power-off`, { visible: false })).status).toBe(204);
    expect(clouds.switchedOff).toEqual([`hetzner-${id}`]);
    expect(await status()).toBe('running');
    expect((await clouds.control('POST', `/machines/hetzner-${id}/power-on`)).status).toBe(204);
    expect(clouds.booted).toHaveLength(2);
    expect((await clouds.control('POST', `/machines/hetzner-${id}/power-off`)).status).toBe(204);
    expect(await status()).toBe('off');
    expect((await clouds.control('POST', '/machines/none/power-off')).status).toBe(404);
  });

  it.each(['freeze', 'thaw', 'cut-network', 'restore-network'])(
    'passes %s on to a machine that is on',
    async (what) => {
      await using clouds = await simulatedClouds();
      const hetzner = `hetzner-${(await clouds.hetzner('POST', '/servers', order)).body.server.id}`;
      const wanted = { commercial_type: 'DEV1-S', image: 'ubuntu_jammy' };
      const { id } = (await clouds.scaleway('POST', 'zone/servers', wanted)).body.server;
      expect(await clouds.control('POST', `/machines/scaleway-${id}/${what}`)).toMatchObject({
        status: 404,
        body: { error: `No machine scaleway-${id} that is on` },
      });
      await clouds.scaleway('POST', `zone/servers/${id}/action`, { action: 'poweron' });
      await until(() => clouds.booted.length === 2);
      for (const machine of [hetzner, `scaleway-${id}`]) {
        expect((await clouds.control('POST', `/machines/${machine}/${what}`)).status).toBe(204);
      }
      expect(clouds.interruptions).toEqual([`${what} ${hetzner}`, `${what} scaleway-${id}`]);
      expect((await clouds.control('GET', '/state')).body.hetzner.servers[0].state).toBe('running');
      await clouds.control('POST', `/machines/${hetzner}/power-off`);
      expect((await clouds.control('POST', `/machines/${hetzner}/${what}`)).status).toBe(404);
    },
  );

  it('changes the boot delay of later orders', async () => {
    await using clouds = await simulatedClouds({ bootDelayMs: 600_000 });
    await clouds.hetzner('POST', '/servers', order);
    expect((await clouds.control('PUT', '/boot-delay', { ms: 0 })).status).toBe(200);
    await clouds.hetzner('POST', '/servers', { ...order, name: 'two' });
    await until(() => clouds.booted.length === 1);
    expect((await clouds.control('PUT', '/boot-delay', { ms: -1 })).status).toBe(400);
  });

  it('resets: nothing is left of servers, machines, faults, stock, money and record', async () => {
    await using clouds = await simulatedClouds();
    await clouds.hetzner('POST', '/servers', order);
    await clouds.scaleway('POST', 'zone/servers', { commercial_type: 'DEV1-S', image: 'ubuntu_jammy' });
    await until(() => clouds.booted.length === 1);
    await clouds.control('POST', '/faults', { effect: { kind: 'rate-limit' }, after: 100 });
    await clouds.control('PUT', '/stock', { provider: 'hetzner', left: 0 });
    expect((await clouds.control('POST', '/reset')).status).toBe(204);
    expect(clouds.switchedOff).toHaveLength(1);
    const nothing = { servers: [], volumes: [], ips: [], sshKeys: [] };
    expect((await clouds.control('GET', '/state')).body).toEqual({
      hetzner: { ...nothing, firewalls: [], networks: [], placementGroups: [] },
      scaleway: nothing,
    });
    expect((await clouds.control('GET', '/faults')).body.faults).toEqual([]);
    expect((await clouds.control('GET', '/stock')).body).toEqual({ hetzner: [], scaleway: [] });
    expect((await clouds.control('GET', '/requests')).body.requests).toEqual([]);
    expect((await clouds.control('GET', '/meter')).body).toMatchObject({ eurPerHour: 0, accruedEur: 0 });
    expect((await clouds.hetzner('POST', '/servers', order)).status).toBe(201);
  });
});

describe('a reset', () => {
  it('drops calls that a fault still delays, instead of letting them into the fresh account', async () => {
    await using clouds = await simulatedClouds();
    await clouds.control('POST', '/faults', { operation: 'create-server', effect: { kind: 'delay', ms: 600_000 } });
    const delayed = clouds.hetzner('POST', '/servers', order).catch((error: unknown) => error);
    await until(async () => (await clouds.control('GET', '/faults')).body.faults[0].hits === 1);
    await clouds.control('POST', '/reset');
    expect(await delayed).toBeInstanceOf(TypeError);
    expect((await clouds.control('GET', '/state')).body.hetzner.servers).toEqual([]);
  });
});

describe('starting the simulation', () => {
  it('says which port is taken, and leaves nothing open', async () => {
    await using clouds = await simulatedClouds();
    const port = Number(new URL(clouds.endpoints.control).port);
    await expect(simulatedClouds({ controlPort: port })).rejects.toThrow(
      `Cannot listen on 127.0.0.1:${port}, choose another`,
    );
  });
});
