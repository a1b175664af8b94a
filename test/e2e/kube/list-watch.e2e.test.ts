import { describe, expect, it } from 'vitest';
import type { KubeClient } from '../../../src/kube/client-api.ts';
import { configMaps } from '../../../src/kube/core-resources.ts';
import { ListWatchStore } from '../../../src/kube/list-watch.ts';
import { slimMetadata } from '../../../src/kube/slim-metadata.ts';
import { systemTime } from '../../../src/kube/time.ts';
import type { ConfigMap } from '../../../src/kube/types.ts';
import { inScratchNamespace, silentLog } from './scratch.ts';
import type { Scratch } from './scratch.ts';
import { stack } from '../stack.ts';

function follow({ client, namespace }: Scratch, watchSeconds: number) {
  let watches = 0;
  const watch: KubeClient['watch'] = (resource, options) => {
    watches += 1;
    return client.watch(resource, options);
  };
  const store = new ListWatchStore({
    client: { ...client, watch },
    resource: configMaps,
    project: (object: ConfigMap) => ({ metadata: slimMetadata(object), data: object.data }),
    namespace,
    labelSelector: 'followed=yes',
    time: systemTime,
    log: silentLog,
    watchSeconds,
  });
  const changes: string[] = [];
  store.onChange(({ type, object }) => changes.push(`${type} ${object.metadata.name} ${object.data?.['a'] ?? ''}`));
  return { store, changes, watches: () => watches };
}

describe('the list-watch store against a real API server', () => {
  it('sees what stood before, follows what changes, and leaves out what its selector leaves out', () =>
    inScratchNamespace(stack().kubeconfig, async (scratch) => {
      const { client, namespace } = scratch;
      const labels = { followed: 'yes' };
      const make = (name: string) =>
        client.create(configMaps, { metadata: { namespace, name, labels }, data: { a: '1' } });
      await make('before');
      const { store, changes } = follow(scratch, 60);
      await store.start();
      expect(store.get({ namespace, name: 'before' })?.data).toEqual({ a: '1' });
      await make('after');
      await client.create(configMaps, { metadata: { namespace, name: 'other' } });
      await client.patch(configMaps, { namespace, name: 'after' }, { data: { a: '2' } });
      await client.patch(configMaps, { namespace, name: 'before' }, { metadata: { labels: { followed: null } } });
      await client.delete(configMaps, { namespace, name: 'after' });
      await expect
        .poll(() => changes, { timeout: 10_000 })
        .toEqual(['upsert before 1', 'upsert after 1', 'upsert after 2', 'delete before 1', 'delete after 2']);
      expect(store.list()).toEqual([]);
      await store.stop();
    }));

  it(
    'loses nothing when the server ends its watches',
    () =>
      inScratchNamespace(stack().kubeconfig, async (scratch) => {
        const { client, namespace } = scratch;
        // Watches of one to two seconds: several ends fall between these writes.
        const { store, changes, watches } = follow(scratch, 1);
        await store.start();
        const wanted: string[] = [];
        for (let number = 0; number < 40; number += 1) {
          const name = `map-${number}`;
          await client.create(configMaps, { metadata: { namespace, name, labels: { followed: 'yes' } } });
          wanted.push(`upsert ${name} `);
          if (number % 10 === 9) await expect.poll(watches, { timeout: 10_000 }).toBeGreaterThan(number / 10);
        }
        await expect.poll(() => changes, { timeout: 10_000 }).toEqual(wanted);
        expect(store.relists).toBe(1);
        expect(store.failures).toBe(0);
        await store.stop();
      }),
    30_000,
  );
});
