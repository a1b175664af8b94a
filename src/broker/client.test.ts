import { createServer } from 'node:http';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { anOffering, someOfferings } from '../../test/helpers/planning-objects.ts';
import { createBrokerClient } from './client.ts';
import { startBrokerService } from './service.ts';

const never = new AbortController().signal;

async function serving(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const answering = (status: number, body: string) =>
  serving((_request, response) => response.writeHead(status).end(body));

const ask = (url: string, timeoutMs?: number) =>
  createBrokerClient({ url, ...(timeoutMs !== undefined && { timeoutMs }) }).recommend({ arch: 'amd64' }, never);

describe('createBrokerClient', () => {
  it('reads the price from both places, as number and as text', async () => {
    const one = { provider_slug: 'hetzner', region_slug: 'fsn1', instance_type_name: 'cx23', vcpu: 2, ram_gb: 4.0 };
    const list = [
      { ...one, price_eur_per_hour: 0.0048, score: 0.9898 },
      { ...one, instance_type_name: 'cx33', explain: { price_eur_per_hour: '0.0096' } },
      { ...one, instance_type_name: 'cx43', vcpu: null },
    ];
    await using broker = await answering(200, JSON.stringify({ recommendations: list }));
    expect((await ask(broker.url)).map(({ instanceType, priceEurPerHour }) => [instanceType, priceEurPerHour])).toEqual(
      [
        ['cx23', 0.0048],
        ['cx33', 0.0096],
        ['cx43', undefined],
      ],
    );
  });

  it('sends the key and only the fields that are given, in CloudBroker’s words', async () => {
    const seen: { headers?: IncomingHttpHeaders; path?: string; body?: string } = {};
    await using broker = await serving(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      Object.assign(seen, { headers: request.headers, path: request.url, body });
      response.end('{"recommendations":[]}');
    });
    const client = createBrokerClient({ url: `${broker.url}/base/`, apiKey: 'k' });
    expect(await client.recommend({ arch: 'amd64', minVcpu: 2, allowedProviders: ['hetzner'] }, never)).toEqual([]);
    expect(seen.path).toBe('/base/api/recommendations');
    expect(seen.headers?.['x-api-key']).toBe('k');
    expect(JSON.parse(seen.body ?? '')).toEqual({ arch: 'x86_64', min_vcpu: 2, allowed_providers: ['hetzner'] });
  });

  it.each([
    ['status', 401, 'no', 'refuses the API key with 401'],
    ['status', 503, 'no', 'answers 503'],
    ['garbage', 200, '<html>', 'no list of recommendations'],
    ['garbage', 200, '{"recommendations":[{"provider_slug":"hetzner"}]}', 'recommendations.0.'],
    ['garbage', 200, 'x'.repeat(4 * 1024 * 1024 + 1), 'more than 4 MiB'],
  ])('calls an answer of kind %s with status %i by name', async (kind, status, body, words) => {
    await using broker = await answering(status, body);
    await expect(ask(broker.url)).rejects.toMatchObject({ name: 'BrokerUnavailableError', kind });
    await expect(ask(broker.url)).rejects.toThrow(words);
    await expect(ask(broker.url)).rejects.toThrow(`${broker.url}/api/recommendations`);
  });

  it('gives up on a silent broker after its timeout', async () => {
    await using broker = await serving(() => undefined);
    await expect(ask(broker.url, 20)).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('says that a broker cannot be reached, without the password in its address', async () => {
    const closed = await answering(200, '');
    await closed[Symbol.asyncDispose]();
    const address = closed.url.replace('//', '//user:secret@');
    await expect(ask(address)).rejects.toMatchObject({ kind: 'unreachable' });
    await expect(ask(address)).rejects.toThrow(
      /^the broker at http:\/\/127\.0\.0\.1:\d+\/api\/recommendations cannot be reached/,
    );
  });

  it('hands back the reason of a caller that gives up', async () => {
    await using broker = await serving(() => undefined);
    const gaveUp = AbortSignal.abort(new Error('cancelled by its workflow'));
    await expect(createBrokerClient({ url: broker.url }).recommend({ arch: 'amd64' }, gaveUp)).rejects.toThrow(
      'cancelled by its workflow',
    );
  });

  it('gets from the broker service what the ranking says', async () => {
    const service = await startBrokerService({ port: 0, offerings: () => Promise.resolve(someOfferings), apiKey: 'k' });
    try {
      const client = createBrokerClient({ url: service.url, apiKey: 'k' });
      const found = await client.recommend(
        { arch: 'amd64', minVcpu: 2, minRamGb: 2, regionConstraint: 'EU', limit: 2 },
        never,
      );
      expect(found.map(({ provider, region, instanceType }) => `${provider}/${region}/${instanceType}`)).toEqual([
        'hetzner/fsn1/cx23',
        'hetzner/hel1/cx23',
      ]);
      expect(found[0]).toMatchObject({ vcpu: 2, ramGb: 4, priceEurPerHour: anOffering().priceEurPerHour });
      await expect(createBrokerClient({ url: service.url }).recommend({ arch: 'amd64' }, never)).rejects.toThrow(
        'refuses the API key',
      );
    } finally {
      await service.close();
    }
  });
});
