import { describe, expect, it } from 'vitest';
import { someOfferings } from '../../test/helpers/planning-objects.ts';
import { answer, type BrokerKnowledge, type BrokerQuery } from './routes.ts';
import { startBrokerService } from './service.ts';

const knowledge: BrokerKnowledge = { offerings: () => Promise.resolve(someOfferings) };
const get = (path: string, parameters = ''): BrokerQuery => ({
  method: 'GET',
  path,
  parameters: new URLSearchParams(parameters),
  body: '',
});
const recommend = (body: unknown): BrokerQuery => ({
  ...get('/api/recommendations'),
  method: 'POST',
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('the broker’s routes', () => {
  it('recommend with the price in both places', async () => {
    const { status, body } = await answer(recommend({ arch: 'x86_64', limit: 1 }), knowledge);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      recommendations: [
        {
          instance_type_name: 'cx23',
          region_slug: 'fsn1',
          price_eur_per_hour: 0.0096,
          explain: { price_eur_per_hour: 0.0096 },
        },
      ],
    });
  });

  it('use CloudBroker’s score when weights are sent', async () => {
    const { body } = await answer(
      recommend({ arch: 'x86_64', min_vcpu: 8, min_ram_gb: 32, price_weight: 0.1, fit_weight: 0.9 }),
      knowledge,
    );
    expect(body).toMatchObject({ recommendations: [{ instance_type_name: 'GP1-S', explain: { fit_weight: 0.9 } }] });
  });

  it.each([
    ['{', []],
    [{}, ['arch']],
    [{ arch: 'sparc' }, ['arch']],
    [{ arch: 'arm64', min_vcpu: 'many' }, ['min_vcpu']],
    [{ arch: 'arm64', limit: 0 }, ['limit']],
  ])('refuse %j with 422 in FastAPI’s form', async (body, path) => {
    const refused = await answer(recommend(body), knowledge);
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ detail: [{ loc: ['body', ...path] }] });
  });

  it('list providers, regions, types and prices, for one provider if asked', async () => {
    expect((await answer(get('/api/providers'), knowledge)).body).toMatchObject({
      providers: [{ slug: 'hetzner' }, { slug: 'scaleway' }],
    });
    expect((await answer(get('/api/regions', 'provider=scaleway'), knowledge)).body).toEqual({
      regions: [{ provider_slug: 'scaleway', slug: 'fr-par-1', region: 'fr-par', is_eu: true }],
    });
    expect((await answer(get('/api/instance-types', 'provider=scaleway'), knowledge)).body).toMatchObject({
      instance_types: [{ name: 'DEV1-M', arch: 'x86_64', ram_gb: 4 }, { name: 'GP1-S' }],
    });
    expect((await answer(get('/api/prices', 'provider=scaleway'), knowledge)).body).toMatchObject({
      prices: [
        { instance_type_name: 'DEV1-M', price_eur_per_hour: 0.026, available: true },
        { instance_type_name: 'GP1-S' },
      ],
    });
  });

  it('answer 503 without a catalogue, 404 and 405 as FastAPI does, and 401 without the key', async () => {
    const blind: BrokerKnowledge = { offerings: () => Promise.reject(new Error('token=abc')) };
    expect(await answer(get('/health'), blind)).toMatchObject({
      status: 503,
      body: { detail: expect.not.stringContaining('abc') },
    });
    expect(await answer(get('/nowhere'), knowledge)).toMatchObject({ status: 404 });
    expect(await answer(get('/api/recommendations'), knowledge)).toMatchObject({ status: 405 });
    const locked = { ...knowledge, apiKey: 'k' };
    expect(await answer(get('/api/prices'), locked)).toMatchObject({ status: 401 });
    expect(await answer({ ...get('/api/prices'), apiKey: 'k' }, locked)).toMatchObject({ status: 200 });
    expect(await answer(get('/health'), locked)).toMatchObject({ status: 200 });
  });
});

describe('startBrokerService', () => {
  it('serves over HTTP and refuses a body that is too large', async () => {
    const service = await startBrokerService({ port: 0, ...knowledge });
    try {
      expect(await (await fetch(`${service.url}/health`)).json()).toEqual({
        status: 'ok',
        offerings: someOfferings.length,
      });
      const large = await fetch(`${service.url}/api/recommendations`, { method: 'POST', body: 'x'.repeat(70_000) });
      expect(large.status).toBe(413);
    } finally {
      await service.close();
    }
  });

  it('rejects when its port is taken', async () => {
    const service = await startBrokerService({ port: 0, ...knowledge });
    try {
      await expect(startBrokerService({ port: Number(new URL(service.url).port), ...knowledge })).rejects.toThrow(
        'EADDRINUSE',
      );
    } finally {
      await service.close();
    }
  });
});
