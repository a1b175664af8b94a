import { describe, expect, it } from 'vitest';
import type { SimulatedClouds } from '../../../test/helpers/simulated-clouds.ts';
import { simulatedClouds, until } from '../../../test/helpers/simulated-clouds.ts';
import type { FaultRule } from './rule.ts';

const order = { name: 'one', server_type: 'cx23', image: 'ubuntu-24.04', location: 'fsn1' };

async function withFault(effect: FaultRule['effect'], rest: Partial<FaultRule> = {}): Promise<SimulatedClouds> {
  const clouds = await simulatedClouds();
  const armed = await clouds.control('POST', '/faults', {
    provider: 'hetzner',
    operation: 'POST /servers',
    effect,
    ...rest,
  });
  expect(armed.status).toBe(201);
  return clouds;
}

const create = (clouds: SimulatedClouds) => clouds.hetzner('POST', '/servers', order);

async function serverNames(clouds: SimulatedClouds): Promise<string[]> {
  const { hetzner } = (await clouds.control('GET', '/state')).body;
  return hetzner.servers.map((server: { name: string }) => server.name);
}

const lastRequest = async (clouds: SimulatedClouds) => (await clouds.control('GET', '/requests')).body.requests.at(-1);

describe('faults of a call', () => {
  it('error-before: the error, and nothing happened', async () => {
    await using clouds = await withFault({ kind: 'error-before', status: 503 });
    expect(await create(clouds)).toMatchObject({ status: 503, body: { error: { code: 'unavailable' } } });
    expect(await serverNames(clouds)).toEqual([]);
  });

  it('error-before with code, body or HTML', async () => {
    await using clouds = await withFault({ kind: 'error-before', status: 422, code: 'placement_error' }, { count: 1 });
    expect((await create(clouds)).body.error.code).toBe('placement_error');
    await clouds.control('POST', '/faults', { id: 'x', effect: { kind: 'error-before', status: 500, body: 'oops' } });
    expect((await create(clouds)).body).toBe('oops');
    await clouds.control('POST', '/faults', { id: 'x', effect: { kind: 'error-before', status: 502, html: true } });
    const html = await create(clouds);
    expect([html.status, html.headers.get('content-type')]).toEqual([502, 'text/html']);
  });

  it('error-after: the error, and it happened all the same', async () => {
    await using clouds = await withFault({ kind: 'error-after', status: 504 });
    expect(await create(clouds)).toMatchObject({ status: 504, body: { error: { code: 'timeout' } } });
    expect(await serverNames(clouds)).toEqual(['one']);
  });

  it('hang-after: it happened, no answer comes, and closing the simulation ends the wait', async () => {
    const clouds = await withFault({ kind: 'hang-after' });
    const pending = create(clouds).catch((error: unknown) => error);
    await until(async () => (await serverNames(clouds)).length === 1);
    expect(await lastRequest(clouds)).toMatchObject({ operation: 'create-server', status: null, answered: false });
    await clouds[Symbol.asyncDispose]();
    expect(await pending).toBeInstanceOf(TypeError);
  });

  it('hang-before: nothing happens and no answer comes', async () => {
    await using clouds = await withFault({ kind: 'hang-before' });
    const signal = AbortSignal.timeout(50);
    const headers = { authorization: 'Bearer t' };
    const call = fetch(`${clouds.endpoints.hetzner}/servers`, { method: 'POST', headers, signal, body: '{}' });
    await expect(call).rejects.toThrow(/timeout/);
    expect(await serverNames(clouds)).toEqual([]);
  });

  it('reset-before and reset-after: the connection is cut, without and with the effect', async () => {
    await using clouds = await withFault({ kind: 'reset-before' }, { id: 'x' });
    await expect(create(clouds)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(await serverNames(clouds)).toEqual([]);
    await clouds.control('POST', '/faults', { id: 'x', operation: 'create-server', effect: { kind: 'reset-after' } });
    await expect(create(clouds)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(await serverNames(clouds)).toEqual(['one']);
  });

  it('delay: it happens after the client gave up', async () => {
    await using clouds = await withFault({ kind: 'delay', ms: 500 });
    const headers = { authorization: 'Bearer t' };
    const body = JSON.stringify(order);
    const signal = AbortSignal.timeout(20);
    const call = fetch(`${clouds.endpoints.hetzner}/servers`, { method: 'POST', headers, signal, body });
    await expect(call).rejects.toThrow(/timeout/);
    expect(await serverNames(clouds)).toEqual([]);
    await until(async () => (await serverNames(clouds)).length === 1);
  });

  it('late-effect: an error now, the server later', async () => {
    await using clouds = await withFault({ kind: 'late-effect', ms: 50, status: 504 });
    expect((await create(clouds)).status).toBe(504);
    await until(async () => (await serverNames(clouds)).length === 1);
  });

  it('effect-twice: two servers where names are not unique, and the answer of the first', async () => {
    await using clouds = await simulatedClouds();
    await clouds.control('POST', '/faults', { operation: 'create-server', effect: { kind: 'effect-twice' } });
    const made = await clouds.scaleway('POST', 'zone/servers', {
      name: 'one',
      commercial_type: 'DEV1-S',
      image: 'ubuntu_jammy',
    });
    const { scaleway } = (await clouds.control('GET', '/state')).body;
    expect(scaleway.servers).toHaveLength(2);
    expect(scaleway.servers[0].id).toBe(made.body.server.id);
  });

  it.each([
    ['empty', (text: string) => text === ''],
    ['truncated', (text: string) => text.startsWith('{"server":') && !text.endsWith('}')],
    ['html', (text: string) => text.startsWith('<html>')],
  ] as const)('malformed: the server is made and the body is %s', async (body, isSpoiled) => {
    await using clouds = await withFault({ kind: 'malformed', body });
    const answer = await create(clouds);
    expect(answer.status).toBe(201);
    expect(isSpoiled(answer.body)).toBe(true);
    expect(await serverNames(clouds)).toEqual(['one']);
  });

  it('unauthorized and rate-limit: in the words of each cloud', async () => {
    await using clouds = await simulatedClouds();
    await clouds.control('POST', '/faults', { id: 'x', effect: { kind: 'unauthorized' } });
    expect((await clouds.hetzner('GET', '/servers')).body.error.code).toBe('unauthorized');
    expect((await clouds.scaleway('GET', 'zone/servers')).body.type).toBe('denied_authentication');
    await clouds.control('POST', '/faults', { id: 'x', effect: { kind: 'rate-limit' } });
    expect(await clouds.hetzner('GET', '/servers')).toMatchObject({
      status: 429,
      body: { error: { code: 'rate_limit_exceeded' } },
    });
    expect(await clouds.scaleway('GET', 'zone/servers')).toMatchObject({
      status: 429,
      body: { type: 'too_many_requests', reset_seconds: 2 },
    });
  });

  it('strikes only as often as asked, and the record names it', async () => {
    await using clouds = await withFault({ kind: 'error-before', status: 500 }, { id: 'once', count: 1 });
    expect((await create(clouds)).status).toBe(500);
    expect(await lastRequest(clouds)).toMatchObject({ status: 500, faults: ['once'] });
    expect((await create(clouds)).status).toBe(201);
    expect(await lastRequest(clouds)).toMatchObject({ status: 201, faults: [] });
  });
});

describe('faults of a cloud', () => {
  it('sold-out: refused by type and location, in the words of each cloud', async () => {
    await using clouds = await simulatedClouds();
    await clouds.control('POST', '/faults', {
      effect: { kind: 'sold-out', types: ['cx23', 'DEV1-S'], locations: ['fsn1', 'fr-par-1'] },
    });
    expect((await create(clouds)).body.error.code).toBe('resource_unavailable');
    expect((await clouds.hetzner('POST', '/servers', { ...order, location: 'nbg1' })).status).toBe(201);
    const wanted = { commercial_type: 'DEV1-S', image: 'ubuntu_jammy' };
    expect((await clouds.scaleway('POST', 'zone/servers', wanted)).body.type).toBe('out_of_stock');
    expect((await clouds.scaleway('POST', '/instance/v1/zones/nl-ams-1/servers', wanted)).status).toBe(201);
  });

  it('quota: refused once the account is full', async () => {
    await using clouds = await simulatedClouds();
    await clouds.control('POST', '/faults', { effect: { kind: 'quota', max: 1 } });
    expect((await create(clouds)).status).toBe(201);
    const refused = await clouds.hetzner('POST', '/servers', { ...order, name: 'two' });
    expect(refused).toMatchObject({
      status: 403,
      body: { error: { code: 'resource_limit_exceeded', details: { limits: [{}] } } },
    });
    const wanted = { commercial_type: 'DEV1-S', image: 'ubuntu_jammy' };
    expect((await clouds.scaleway('POST', 'zone/servers', wanted)).status).toBe(201);
    const full = await clouds.scaleway('POST', 'zone/servers', wanted);
    expect(full).toMatchObject({ status: 403, body: { type: 'quotas_exceeded', details: [{ quota: 1, current: 1 }] } });
  });

  it('action-fails: 201 first, a failed action and a server left off afterwards', async () => {
    await using clouds = await withFault({ kind: 'action-fails', code: 'placement_error' });
    const created = await create(clouds);
    expect(created.status).toBe(201);
    const action = await until(async () => {
      const { body } = await clouds.hetzner('GET', `/actions/${created.body.action.id}`);
      return body.action.status === 'error' && body.action;
    });
    expect(action.error.code).toBe('placement_error');
    const { server } = (await clouds.hetzner('GET', `/servers/${created.body.server.id}`)).body;
    expect(server.status).toBe('off');
    expect(clouds.booted).toEqual([]);
  });

  it('action-fails on Scaleway: the server is stopped again after its power-on', async () => {
    await using clouds = await simulatedClouds();
    await clouds.control('POST', '/faults', { effect: { kind: 'action-fails' } });
    const wanted = { commercial_type: 'DEV1-S', image: 'ubuntu_jammy' };
    const { id } = (await clouds.scaleway('POST', 'zone/servers', wanted)).body.server;
    expect((await clouds.scaleway('POST', `zone/servers/${id}/action`, { action: 'poweron' })).status).toBe(202);
    await until(async () => (await clouds.scaleway('GET', `zone/servers/${id}`)).body.server.state === 'stopped');
    expect(clouds.booted).toEqual([]);
  });

  it('never-boots: running for the API, and no machine', async () => {
    await using clouds = await withFault({ kind: 'never-boots' }, { count: 1 });
    await create(clouds);
    await clouds.hetzner('POST', '/servers', { ...order, name: 'two' });
    await until(() => clouds.booted.length === 1);
    const { servers } = (await clouds.control('GET', '/state')).body.hetzner;
    expect(servers).toMatchObject([
      { name: 'one', state: 'running', poweredOn: false },
      { name: 'two', state: 'running', poweredOn: true },
    ]);
  });

  it('boots-late: running first, the machine later', async () => {
    await using clouds = await withFault({ kind: 'boots-late', ms: 1_000 });
    await create(clouds);
    await until(async () => (await clouds.hetzner('GET', '/servers')).body.servers[0].status === 'running');
    expect(clouds.booted).toEqual([]);
    await until(() => clouds.booted.length === 1);
  });

  it('stale-list: new servers are missing and deleted ones still there', async () => {
    await using clouds = await simulatedClouds();
    const names = async (): Promise<string[]> =>
      (await clouds.hetzner('GET', '/servers')).body.servers.map((server: { name: string }) => server.name);
    const { id } = (await create(clouds)).body.server;
    clouds.advance(60_000);
    await clouds.hetzner('POST', '/servers', { ...order, name: 'new' });
    await clouds.hetzner('DELETE', `/servers/${id}`);
    await until(async () => (await names()).join() === 'new');
    await clouds.control('POST', '/faults', { effect: { kind: 'stale-list', ms: 30_000 } });
    expect(await names()).toEqual(['one']);
  });

  it('partial-page: entries are missing that the total counts', async () => {
    await using clouds = await simulatedClouds();
    await clouds.control('POST', '/faults', { effect: { kind: 'partial-page', drop: 1 } });
    await create(clouds);
    const { servers, meta } = (await clouds.hetzner('GET', '/servers')).body;
    expect([servers.length, meta.pagination.total_entries]).toEqual([0, 1]);
  });

  it('edit-answer: fields of the answer are others, and what was asked is done', async () => {
    const effect = { kind: 'edit-answer', set: { 'server.name': 'other' }, remove: ['action'] } as const;
    await using clouds = await withFault(effect);
    const { status, body } = await create(clouds);
    expect([status, body.server.name, body.action]).toEqual([201, 'other', undefined]);
    expect(await serverNames(clouds)).toEqual(['one']);
  });

  it('page-shift: an entry is on no page, although the total counts it and no page is short', async () => {
    await using clouds = await simulatedClouds();
    for (let index = 0; index < 5; index += 1) {
      await clouds.hetzner('POST', '/servers', { ...order, name: `s${index}` });
      await clouds.scaleway('POST', 'zone/servers', {
        name: `s${index}`,
        commercial_type: 'DEV1-S',
        image: 'ubuntu_jammy',
      });
    }
    await clouds.control('POST', '/faults', { effect: { kind: 'page-shift', by: 1 } });
    const names = async (send: SimulatedClouds['hetzner'], path: string): Promise<string> => {
      const pages = await Promise.all([1, 2].map((page) => send('GET', `${path}?per_page=2&page=${page}`)));
      return pages.flatMap(({ body }) => body.servers.map((server: { name: string }) => server.name)).join();
    };
    expect(await names(clouds.hetzner, '/servers')).toBe('s0,s1,s3,s4');
    expect((await names(clouds.scaleway, 'zone/servers')).split(',')).toHaveLength(4);
    expect((await clouds.hetzner('GET', '/servers?page=2&per_page=2')).body.meta.pagination.total_entries).toBe(5);
  });

  it('unauthorized for a while: as many calls as asked, after as many as asked', async () => {
    await using clouds = await simulatedClouds();
    await clouds.control('POST', '/faults', { effect: { kind: 'unauthorized' }, after: 1, count: 2 });
    const statuses: number[] = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await clouds.hetzner('GET', '/locations')).status);
    expect(statuses).toEqual([200, 401, 401, 200]);
  });
});
