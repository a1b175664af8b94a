import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { collect } from '../../test/helpers/collect.ts';
import { json, reset, silence, startFakeKubeApi, status, stream } from '../../test/helpers/fake-kube-api.ts';
import type { FakeKubeApi } from '../../test/helpers/fake-kube-api.ts';
import { createKubeClient } from './client.ts';
import type { KubeClient } from './client.ts';
import { configMaps, nodes, pods } from './core-resources.ts';
import {
  AlreadyExistsError,
  ApiUnreachableError,
  BadRequestError,
  ConflictError,
  ForbiddenError,
  GoneError,
  InvalidError,
  NotFoundError,
  TooManyRequestsError,
  UnauthorizedError,
} from './errors.ts';

const key = { namespace: 'default', name: 'web' };

async function use(test: (api: FakeKubeApi, client: KubeClient) => Promise<void>): Promise<void> {
  await using api = await startFakeKubeApi();
  const client = createKubeClient(api.config, { timeoutMs: 5_000 });
  try {
    await test(api, client);
  } finally {
    await client.close();
  }
}

describe('a failed call', () => {
  it.each([
    [400, undefined, BadRequestError],
    [401, 'Unauthorized', UnauthorizedError],
    [403, 'Forbidden', ForbiddenError],
    [404, 'NotFound', NotFoundError],
    [409, 'AlreadyExists', AlreadyExistsError],
    [409, 'Conflict', ConflictError],
    [410, 'Expired', GoneError],
    [422, 'Invalid', InvalidError],
    [429, 'TooManyRequests', TooManyRequestsError],
    [500, 'InternalError', ApiUnreachableError],
    [503, 'ServiceUnavailable', ApiUnreachableError],
  ])(
    'with status %i and reason %s has its own type and says what was done and what the server answered',
    (code, reason, type) =>
      use(async (api, client) => {
        api.answer(status(code, { ...(reason && { reason }), message: 'no such luck' }));
        const error = await client.get(pods, key).catch((caught: unknown) => caught);
        expect(error).toBeInstanceOf(type);
        expect(error).toMatchObject({
          code,
          message: expect.stringContaining('getting pods default/web: no such luck'),
        });
      }),
  );

  it('tells how long a throttled caller must wait', () =>
    use(async (api, client) => {
      api.answer(json(429, { kind: 'Status', code: 429 }, { 'retry-after': '7' }));
      await expect(client.get(pods, key)).rejects.toMatchObject({ retryAfterMs: 7_000 });
    }));

  it('names the PodDisruptionBudget that holds an eviction back', () =>
    use(async (api, client) => {
      api.answer(
        json(429, { kind: 'Status', code: 429, details: { causes: [{ reason: 'DisruptionBudget', message: 'web' }] } }),
      );
      const eviction = client.createSubresource(pods, key, { subresource: 'eviction', body: {} });
      await expect(eviction).rejects.toMatchObject({ causes: ['DisruptionBudget'], causeMessages: ['web'] });
      expect(api.requests[0]).toMatchObject({ method: 'POST', path: '/api/v1/namespaces/default/pods/web/eviction' });
    }));

  it('is unreachable when the connection breaks, nobody listens, or the answer is not JSON', async () => {
    await use(async (api, client) => {
      api.answer(reset);
      await expect(client.get(pods, key)).rejects.toBeInstanceOf(ApiUnreachableError);
      api.answer((response) => response.end('<html>a proxy</html>'));
      await expect(client.get(pods, key)).rejects.toBeInstanceOf(ApiUnreachableError);
      await api[Symbol.asyncDispose]();
      await expect(client.get(pods, key)).rejects.toThrow(/ECONNREFUSED.*check that the API server runs/);
    });
  });

  it('ends at its deadline when no answer comes', () =>
    use(async (api, client) => {
      api.answer(silence);
      await expect(client.get(pods, key, { timeoutMs: 50 })).rejects.toThrow(/no answer before the deadline/);
    }));

  it("throws the caller's own reason when the caller gives up", () =>
    use(async (api, client) => {
      api.answer(silence);
      const signal = AbortSignal.abort(new Error('drained long enough'));
      await expect(client.get(pods, key, { signal })).rejects.toThrow('drained long enough');
    }));

  it('never carries the credentials, however deep one looks into it', async () => {
    await using api = await startFakeKubeApi();
    const headers = { authorization: 'Bearer s3cret' };
    const applyToHTTPSOptions = async (options: object) => void Object.assign(options, { headers });
    const client = createKubeClient({ ...api.config, applyToHTTPSOptions }, { timeoutMs: 100 });
    for (const answer of [reset, silence, status(401), status(500), json(200, {})]) {
      api.answer(answer);
      const error = await client.list(pods).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(Error);
      expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('s3cret');
    }
    await client.close();
  });

  it('names the missing namespace before anything is sent', () =>
    use(async (api, client) => {
      await expect(client.get(pods, { name: 'web' })).rejects.toThrow(/Namespace of Pod web is missing/);
      expect(api.requests).toEqual([]);
    }));
});

describe('find', () => {
  it('gives undefined for what is not there, and throws everything else', () =>
    use(async (api, client) => {
      api.answer(status(404, { reason: 'NotFound' }), status(403, { reason: 'Forbidden' }));
      expect(await client.find(pods, key)).toBeUndefined();
      await expect(client.find(pods, key)).rejects.toBeInstanceOf(ForbiddenError);
    }));
});

describe('list', () => {
  it('follows the pages, 500 objects at a time', () =>
    use(async (api, client) => {
      api.answer(
        json(200, { items: [{ metadata: { name: 'a' } }], metadata: { resourceVersion: '7', continue: 'next' } }),
        json(200, { items: [{ metadata: { name: 'b' } }], metadata: { resourceVersion: '7' } }),
      );
      const list = await client.list(pods, { labelSelector: 'app=web' });
      expect(list.items.map((pod) => pod.metadata.name)).toEqual(['a', 'b']);
      expect(list.resourceVersion).toBe('7');
      expect(
        api.requests.map(({ query }) => [query.get('limit'), query.get('continue'), query.get('labelSelector')]),
      ).toEqual([
        ['500', null, 'app=web'],
        ['500', 'next', 'app=web'],
      ]);
    }));

  it('begins again when the pages expire in the middle', () =>
    use(async (api, client) => {
      api.answer(
        json(200, { items: [{ metadata: { name: 'a' } }], metadata: { resourceVersion: '7', continue: 'next' } }),
        status(410, { reason: 'Expired' }),
        json(200, { items: [{ metadata: { name: 'c' } }], metadata: { resourceVersion: '9' } }),
      );
      const list = await client.list(nodes);
      expect(list.items.map((node) => node.metadata.name)).toEqual(['c']);
    }));

  it('gives up after the pages expired three times', () =>
    use(async (api, client) => {
      api.answer(status(410, { reason: 'Expired' }));
      await expect(client.list(nodes)).rejects.toBeInstanceOf(GoneError);
      expect(api.requests).toHaveLength(3);
    }));
});

describe('a write', () => {
  it('creates in the namespace of the object and fills in kind and version', () =>
    use(async (api, client) => {
      api.answer(json(201, {}));
      await client.create(configMaps, { metadata: { name: 'settings', namespace: 'default' }, data: { a: '1' } });
      expect(api.requests[0]).toMatchObject({ method: 'POST', path: '/api/v1/namespaces/default/configmaps' });
      expect(JSON.parse(api.requests[0]?.body ?? '')).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' });
    }));

  it.each([
    ['merge', 'application/merge-patch+json'],
    ['json', 'application/json-patch+json'],
    ['apply', 'application/apply-patch+yaml'],
  ] as const)('sends a patch of type %s as %s', (type, contentType) =>
    use(async (api, client) => {
      api.answer(json(200, {}));
      await client.patch(
        pods,
        key,
        { metadata: { labels: { a: null } } },
        { type, subresource: 'status', fieldManager: 'me' },
      );
      expect(api.requests[0]?.path).toBe('/api/v1/namespaces/default/pods/web/status');
      expect(api.requests[0]?.headers['content-type']).toBe(contentType);
      expect(api.requests[0]?.query.get('fieldManager')).toBe('me');
    }),
  );

  it('takes the deletion of what is not there for done', () =>
    use(async (api, client) => {
      api.answer(status(404, { reason: 'NotFound' }));
      await client.delete(pods, key, { uid: 'u1', gracePeriodSeconds: 0 });
      expect(JSON.parse(api.requests[0]?.body ?? '')).toMatchObject({
        preconditions: { uid: 'u1' },
        gracePeriodSeconds: 0,
      });
    }));

  it('leaves an object alone that took the name of the one to delete', () =>
    use(async (api, client) => {
      api.answer(status(409, { reason: 'Conflict' }), json(200, { metadata: { name: 'web', uid: 'u2' } }));
      await expect(client.delete(pods, key, { uid: 'u1' })).resolves.toBeUndefined();
    }));

  it('reports the conflict when the object to delete is still there', () =>
    use(async (api, client) => {
      api.answer(status(409, { reason: 'Conflict' }), json(200, { metadata: { name: 'web', uid: 'u1' } }));
      await expect(client.delete(pods, key, { uid: 'u1', resourceVersion: '3' })).rejects.toBeInstanceOf(ConflictError);
    }));
});

describe('a watch', () => {
  const options = { resourceVersion: '5', timeoutSeconds: 300 };
  const pod = { metadata: { name: 'web', namespace: 'default', uid: 'u1', resourceVersion: '6' } };

  it('gives events and bookmarks, and ends when the server ends it', () =>
    use(async (api, client) => {
      api.answer(
        stream(
          [
            { type: 'ADDED', object: pod },
            { type: 'BOOKMARK', object: { metadata: { resourceVersion: '8' } } },
          ],
          'close',
        ),
      );
      expect(await collect(client.watch(pods, options))).toEqual([
        { type: 'ADDED', object: pod },
        { type: 'BOOKMARK', resourceVersion: '8' },
      ]);
      expect(Object.fromEntries(api.requests[0]?.query ?? [])).toMatchObject({
        watch: 'true',
        allowWatchBookmarks: 'true',
        timeoutSeconds: '300',
      });
    }));

  it.each([
    ['a silent one', stream([]), ApiUnreachableError],
    ['a reset one', stream([{ type: 'ADDED', object: pod }], 'reset'), ApiUnreachableError],
    ['a malformed line', stream(['{"type":'], 'close'), ApiUnreachableError],
    ['an expired version', stream([{ type: 'ERROR', object: { code: 410, reason: 'Expired' } }]), GoneError],
    ['a refused one', status(401), UnauthorizedError],
  ] as const)('throws the typed error for %s', (_name, answer, type) =>
    use(async (api, client) => {
      api.answer(answer);
      const watching = collect(client.watch(pods, { ...options, idleTimeoutMs: 200 }));
      await expect(watching).rejects.toBeInstanceOf(type);
    }),
  );
});

describe('the connection pool', () => {
  it('serves many calls over at most two connections', () =>
    use(async (api, client) => {
      api.answer(json(200, {}));
      for (let call = 0; call < 50; call += 1) await client.get(pods, key);
      expect(api.connections()).toBeLessThanOrEqual(2);
    }));

  it('reads the credentials again and repeats the call when the API server refuses the cached ones', async () => {
    await using api = await startFakeKubeApi();
    let token = 'old';
    const config = {
      getCurrentCluster: api.config.getCurrentCluster,
      applyToHTTPSOptions: async (options: { headers?: unknown }) => {
        options.headers = { authorization: `Bearer ${token}` };
      },
    };
    api.answerBy(({ headers }) => (headers.authorization === `Bearer ${token}` ? json(200, {}) : status(401)));
    const client = createKubeClient(config);
    await client.get(pods, key);
    token = 'new';
    await client.get(pods, key);
    expect(api.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer old',
      'Bearer old',
      'Bearer new',
    ]);
    await client.close();
  });
});
