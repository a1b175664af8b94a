import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { Agent, fetch } from 'undici';
import { describe, expect, it } from 'vitest';
import { sender, simulatedClouds } from '../../../test/helpers/simulated-clouds.ts';
import { closeServer, listen, portOf } from '../http/listener.ts';
import { startApiMock } from './api-mock.ts';
import { createSelfSignedCertificate } from './certificate.ts';

async function mockOf(upstream: string) {
  const mock = await startApiMock({ listen: { host: '127.0.0.1', port: 0 }, upstream, controlPort: 0 });
  const agent = new Agent({ connect: { ca: mock.certificatePem } });
  return {
    mock,
    control: sender(mock.controlEndpoint, {}),
    call: (path: string, init: Parameters<typeof fetch>[1] = {}) =>
      fetch(mock.endpoint + path, { ...init, dispatcher: agent }),
    async [Symbol.asyncDispose]() {
      await agent.destroy();
      await mock.close();
    },
  };
}

async function upstreamOf(handle: (message: IncomingMessage, reply: ServerResponse) => void) {
  const server = createServer(handle);
  await listen(server, { host: '127.0.0.1', port: 0 });
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    host: `127.0.0.1:${portOf(server)}`,
    [Symbol.asyncDispose]: () => closeServer(server),
  };
}

describe('API mock without rules', () => {
  it('hands method, path, query, headers and body on, and the answer back', async () => {
    const seen: {
      method?: string | undefined;
      url?: string | undefined;
      headers: IncomingMessage['headers'];
      body: string;
    }[] = [];
    await using upstream = await upstreamOf((message, reply) => {
      let body = '';
      message.on('data', (chunk) => (body += chunk));
      message.on('end', () => {
        seen.push({ method: message.method, url: message.url, headers: message.headers, body });
        reply.writeHead(207, { 'x-answer': 'yes', 'set-cookie': ['a=1', 'b=2'], 'content-type': 'text/odd' });
        reply.end('answer');
      });
    });
    await using proxy = await mockOf(upstream.url);
    const headers = { authorization: 'Bearer t', 'x-odd': 'ü'.normalize('NFC').replace('ü', 'u') };
    const answer = await proxy.call('/v1/a%2Fb?x=1&x=2', { method: 'PATCH', headers, body: 'text' });
    expect([answer.status, await answer.text(), answer.headers.get('x-answer')]).toEqual([207, 'answer', 'yes']);
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(answer.headers.get('content-type')).toBe('text/odd');
    expect(seen).toMatchObject([{ method: 'PATCH', url: '/v1/a%2Fb?x=1&x=2', body: 'text' }]);
    expect(seen[0]?.headers).toMatchObject({ authorization: 'Bearer t', 'x-odd': 'u', host: upstream.host });
  });

  it('streams: the first part of an answer arrives before the last is made', async () => {
    let finish = (): void => undefined;
    await using upstream = await upstreamOf((_message, reply) => {
      reply.write('first');
      finish = () => reply.end('last');
    });
    await using proxy = await mockOf(upstream.url);
    const answer = await proxy.call('/');
    const reader = answer.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? '').toString()).toBe('first');
    finish();
    expect(Buffer.from((await reader?.read())?.value ?? '').toString()).toBe('last');
  });

  it('passes large bodies unharmed both ways', async () => {
    await using upstream = await upstreamOf((message, reply) => void message.pipe(reply));
    await using proxy = await mockOf(upstream.url);
    const body = randomBytes(3_000_000);
    const answer = await proxy.call('/', { method: 'POST', body });
    const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    expect(digest(Buffer.from(await answer.arrayBuffer()))).toBe(digest(body));
  });

  it('refuses an https upstream whose certificate it does not trust, and says so with 502', async () => {
    const { certificatePem, keyPem } = createSelfSignedCertificate({ hosts: ['127.0.0.1'], nowMs: Date.now() });
    const server = createTlsServer({ cert: certificatePem, key: keyPem }, (_message, reply) => reply.end('secret'));
    await listen(server, { host: '127.0.0.1', port: 0 });
    await using proxy = await mockOf(`https://127.0.0.1:${portOf(server)}`);
    const answer = await proxy.call('/');
    const body = await answer.text();
    await closeServer(server);
    expect(answer.status).toBe(502);
    expect(body).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
  });

  it('answers 502 with the cause when the upstream cannot be reached', async () => {
    const upstream = await upstreamOf(() => undefined);
    await upstream[Symbol.asyncDispose]();
    await using proxy = await mockOf(upstream.url);
    const answer = await proxy.call('/v1/servers');
    expect([answer.status, await answer.json()]).toMatchObject([502, { error: { code: 'bad_gateway' } }]);
  });

  it('refuses an upstream that is no HTTP URL', async () => {
    const start = startApiMock({
      listen: { host: '127.0.0.1', port: 0 },
      upstream: 'api.hetzner.cloud',
      controlPort: 0,
    });
    await expect(start).rejects.toThrow('give an http: or https: URL');
  });
});

describe('API mock with rules', () => {
  const headers = { authorization: 'Bearer t' };
  const order = { name: 'one', server_type: 'cx23', image: 'ubuntu-24.04', location: 'fsn1' };
  const body = JSON.stringify(order);

  it('refuses creates with 503 before a simulated cloud, lets the rest pass, and ends with the rule', async () => {
    await using clouds = await simulatedClouds();
    await using proxy = await mockOf(clouds.endpoints.hetzner);
    const rules = [{ method: 'POST', path: '^/v1/servers$', status: 503 }];
    expect((await proxy.control('PUT', '/rules', { rules })).body.rules).toMatchObject([{ id: 'rule-1', hits: 0 }]);
    const refused = await proxy.call('/v1/servers', { method: 'POST', headers, body });
    expect([refused.status, await refused.json()]).toMatchObject([503, { error: { code: 'unavailable' } }]);
    expect((await clouds.control('GET', '/requests')).body.requests).toEqual([]);
    expect((await proxy.call('/v1/servers', { headers })).status).toBe(200);
    const shutdown = await proxy.call('/v1/servers/1/actions/shutdown', { method: 'POST', headers });
    expect(shutdown.status).toBe(404);
    expect((await proxy.control('GET', '/rules')).body.rules).toMatchObject([{ hits: 1 }]);
    expect((await proxy.control('DELETE', '/rules')).status).toBe(204);
    expect((await proxy.call('/v1/servers', { method: 'POST', headers, body })).status).toBe(201);
    const { requests } = (await proxy.control('GET', '/requests')).body;
    expect(requests.map((one: { operation: string; status: number }) => [one.operation, one.status])).toEqual([
      ['injected', 503],
      ['forwarded', 200],
      ['forwarded', 404],
      ['forwarded', 201],
    ]);
    expect(JSON.stringify(requests)).not.toContain('Bearer');
  });

  it('sends the body and type it is told, as often as it is told', async () => {
    await using upstream = await upstreamOf((_message, reply) => void reply.end('upstream'));
    await using proxy = await mockOf(upstream.url);
    const rules = [{ path: '.', status: 429, body: '<p>slow</p>', contentType: 'text/html', count: 1 }];
    await proxy.control('PUT', '/rules', { rules });
    const first = await proxy.call('/any');
    expect([first.status, await first.text(), first.headers.get('content-type')]).toEqual([
      429,
      '<p>slow</p>',
      'text/html',
    ]);
    expect(await (await proxy.call('/any')).text()).toBe('upstream');
  });

  it('cuts the connection or stays silent when told to', async () => {
    await using upstream = await upstreamOf((_message, reply) => void reply.end('upstream'));
    await using proxy = await mockOf(upstream.url);
    await proxy.control('PUT', '/rules', {
      rules: [
        { path: '^/cut', action: 'reset' },
        { path: '^/mute', action: 'hang' },
      ],
    });
    await expect(proxy.call('/cut')).rejects.toThrow();
    await expect(proxy.call('/mute', { signal: AbortSignal.timeout(50) })).rejects.toThrow(/timeout/);
    expect((await proxy.call('/else')).status).toBe(200);
  });

  it('refuses rules it cannot read and keeps the ones it has', async () => {
    await using proxy = await mockOf('http://127.0.0.1:9');
    await proxy.control('PUT', '/rules', { rules: [{ path: 'x' }] });
    expect((await proxy.control('PUT', '/rules', { rules: [{ path: '(' }] })).status).toBe(400);
    expect((await proxy.control('PUT', '/rules', { rules: [{ status: 503 }] })).status).toBe(400);
    expect((await proxy.control('GET', '/rules')).body.rules).toHaveLength(1);
    expect((await proxy.control('GET', '/healthz')).status).toBe(200);
    expect((await proxy.control('GET', '/certificate.pem')).body).toBe(proxy.mock.certificatePem);
  });
});
