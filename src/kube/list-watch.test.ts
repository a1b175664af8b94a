import { describe, expect, it, vi } from 'vitest';
import { json, reset, startFakeKubeApi, status, stream } from '../../test/helpers/fake-kube-api.ts';
import type { Answer, FakeKubeApi } from '../../test/helpers/fake-kube-api.ts';
import { createKubeClient } from './client.ts';
import { pods } from './core-resources.ts';
import { ListWatchStore } from './list-watch.ts';
import { slimMetadata } from './slim-metadata.ts';
import type { KubeTime } from './time.ts';
import type { Pod } from './types.ts';

interface SlimPod {
  readonly metadata: Pod['metadata'];
  readonly nodeName: string | undefined;
}

function pod(name: string, resourceVersion: string, nodeName?: string): object {
  const metadata = { name, namespace: 'default', uid: `uid-${name}`, resourceVersion, managedFields: ['much'] };
  return { metadata, spec: { containers: [], nodeName } };
}

function list(resourceVersion: string, ...items: readonly object[]): Answer {
  return json(200, { items, metadata: { resourceVersion } });
}

function bookmark(resourceVersion: string): object {
  return { type: 'BOOKMARK', object: { metadata: { resourceVersion } } };
}

interface Stage {
  readonly api: FakeKubeApi;
  readonly store: ListWatchStore<Pod, SlimPod>;
  readonly changes: string[];
  readonly delays: number[];
  readonly warnings: string[];
}

async function use(options: { idleTimeoutMs?: number }, test: (stage: Stage) => Promise<void>): Promise<void> {
  await using api = await startFakeKubeApi();
  const client = createKubeClient(api.config);
  const delays: number[] = [];
  const warnings: string[] = [];
  const changes: string[] = [];
  const time: KubeTime = {
    now: () => performance.now(),
    random: () => 0.5,
    sleep: async (ms) => {
      delays.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
  const store = new ListWatchStore<Pod, SlimPod>({
    client,
    resource: pods,
    project: (object) => ({ metadata: slimMetadata(object), nodeName: object.spec.nodeName }),
    time,
    log: { info: () => undefined, warn: (fields) => void warnings.push(JSON.stringify(fields)) },
    ...options,
  });
  store.onChange(({ type, object }) =>
    changes.push(`${type} ${object.metadata.name}@${object.metadata.resourceVersion}`),
  );
  try {
    await test({ api, store, changes, delays, warnings });
  } finally {
    await store.stop();
    await client.close();
  }
}

/** Lists and watches take their answers from two queues; the last of each stays. */
function script(api: FakeKubeApi, lists: readonly Answer[], watches: readonly Answer[]): void {
  const queues = { list: [...lists], watch: [...watches] };
  api.answerBy(({ query }) => {
    const queue = query.has('watch') ? queues.watch : queues.list;
    return (queue.length > 1 ? queue.shift() : queue[0]) ?? status(500);
  });
}

describe('a list-watch store', () => {
  it('keeps projected objects only and follows their changes', () =>
    use({}, async ({ api, store, changes }) => {
      const events = [
        { type: 'ADDED', object: pod('b', '11') },
        { type: 'MODIFIED', object: pod('a', '12', 'node-1') },
        { type: 'DELETED', object: pod('b', '13') },
      ];
      script(api, [list('10', pod('a', '5'))], [stream(events)]);
      await store.start();
      await vi.waitFor(() => expect(changes).toHaveLength(4));
      expect(changes).toEqual(['upsert a@5', 'upsert b@11', 'upsert a@12', 'delete b@13']);
      expect(store.list()).toEqual([
        { metadata: { name: 'a', namespace: 'default', uid: 'uid-a', resourceVersion: '12' }, nodeName: 'node-1' },
      ]);
      expect(store.get({ namespace: 'default', name: 'a' })?.nodeName).toBe('node-1');
      expect(store.lastContactMs).toBeGreaterThan(0);
    }));

  it('watches on from the last bookmark when the server ends the watch in good order', () =>
    use({}, async ({ api, store }) => {
      script(api, [list('10')], [stream([bookmark('42')], 'close'), stream([])]);
      await store.start();
      await vi.waitFor(() => expect(api.requests).toHaveLength(3));
      expect(api.requests.map(({ query }) => query.get('resourceVersion'))).toEqual([null, '10', '42']);
      expect(store.relists).toBe(1);
    }));

  it.each([
    { name: 'a 500', failures: [status(500)] },
    { name: 'a 429', failures: [status(429)] },
    // Asked once more with new credentials, therefore twice.
    { name: 'a 401', failures: [status(401), status(401)] },
    { name: 'a 410 as status', failures: [status(410)] },
    { name: 'a 410 as event', failures: [stream([{ type: 'ERROR', object: { code: 410, reason: 'Expired' } }])] },
    { name: 'a reset before the answer', failures: [reset] },
    { name: 'a reset within the stream', failures: [stream([bookmark('11')], 'reset')] },
    { name: 'a malformed line', failures: [stream(['{"type":"ADDED","obj'], 'close')] },
    { name: 'an end at once', failures: [stream([], 'close')] },
    { name: 'silence', failures: [stream([])] },
  ])('lists again after $name of the watch, and reports only what changed meanwhile', ({ failures }) =>
    use({ idleTimeoutMs: 100 }, async ({ api, store, changes, delays, warnings }) => {
      const lists = [list('10', pod('a', '5'), pod('b', '6')), list('20', pod('a', '5'), pod('c', '15'))];
      const proof = { type: 'ADDED', object: pod('proof', '21') };
      script(api, lists, [...failures, stream([proof])]);
      await store.start();
      await vi.waitFor(() => expect(changes).toContain('upsert proof@21'), 5_000);
      expect(changes.slice(0, 5)).toEqual(['upsert a@5', 'upsert b@6', 'delete b@6', 'upsert c@15', 'upsert proof@21']);
      expect(delays.length).toBeGreaterThan(0);
      expect(warnings.length).toBeGreaterThan(0);
    }),
  );

  it.each([
    ['500', status(500)],
    ['403', status(403)],
    ['reset', reset],
  ])('keeps trying with growing waits while its list fails with %s, and syncs at last', (_name, failure) =>
    use({}, async ({ api, store, delays }) => {
      script(api, [failure, failure, failure, list('10', pod('a', '5'))], [stream([])]);
      await store.start();
      expect(store.synced).toBe(true);
      expect(delays).toEqual([188, 375, 750]);
    }),
  );

  it('waits as long as a throttling server asks', () =>
    use({}, async ({ api, store, delays }) => {
      script(api, [json(429, { code: 429 }, { 'retry-after': '4' }), list('10')], [stream([])]);
      await store.start();
      expect(delays[0]).toBeGreaterThanOrEqual(4_000);
    }));

  it('stays readable and counts its failures while the API server is away', () =>
    use({}, async ({ api, store }) => {
      script(api, [list('10', pod('a', '5')), status(503)], [status(503)]);
      await store.start();
      await vi.waitFor(() => expect(store.failures).toBeGreaterThan(2));
      expect(store.list()).toHaveLength(1);
    }));

  it('goes on when a listener throws', () =>
    use({}, async ({ api, store, changes, warnings }) => {
      const end = store.onChange(() => {
        throw new Error('listener is broken');
      });
      script(api, [list('10', pod('a', '5'))], [stream([{ type: 'ADDED', object: pod('b', '11') }])]);
      await store.start();
      await vi.waitFor(() => expect(changes).toEqual(['upsert a@5', 'upsert b@11']));
      expect(warnings.join()).toContain('listener is broken');
      end();
    }));

  it('tells of each complete list after its changes', () =>
    use({}, async ({ api, store, changes }) => {
      store.onRelist(() => changes.push('relist'));
      script(api, [list('10', pod('a', '5'))], [stream([])]);
      await store.start();
      expect(changes).toEqual(['upsert a@5', 'relist']);
    }));

  it('stops cleanly in the middle of a watch, a wait or before its start', async () => {
    await use({}, async ({ api, store }) => {
      script(api, [list('10')], [stream([])]);
      await store.start();
      await vi.waitFor(() => expect(api.requests).toHaveLength(2));
      await store.stop();
      expect(store.failures).toBe(0);
    });
    await use({}, async ({ api, store }) => {
      script(api, [status(500)], []);
      const starting = store.start();
      await store.stop();
      await starting;
      expect(store.synced).toBe(false);
    });
    await use({}, async ({ store }) => store.stop());
  });
});
