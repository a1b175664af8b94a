import { describe, expect, it } from 'vitest';
import { createKubeClient } from '../../../src/kube/client.ts';
import { configMaps } from '../../../src/kube/core-resources.ts';
import { ListWatchStore } from '../../../src/kube/list-watch.ts';
import { loadKubeConfig } from '../../../src/kube/load-kube-config.ts';
import { slimMetadata } from '../../../src/kube/slim-metadata.ts';
import { systemTime } from '../../../src/kube/time.ts';
import { openLink } from '../../helpers/cuttable-link.ts';
import type { CuttableLink } from '../../helpers/cuttable-link.ts';
import { inScratchNamespace, silentLog } from './scratch.ts';
import { stack } from '../stack.ts';

/** A client of the real API server whose every byte goes over a link that can be cut. */
async function overLink() {
  const config = await loadKubeConfig({ kubeconfig: stack().kubeconfig });
  const link = await openLink(Number(new URL(config.getCurrentCluster()?.server ?? '').port));
  const cluster = { server: `https://127.0.0.1:${link.port}` };
  return { link, client: createKubeClient({ ...config, getCurrentCluster: () => cluster }, { timeoutMs: 1_000 }) };
}

describe('the list-watch store over a broken link to a real API server', () => {
  it.each([
    ['reset and refused for a while', (link: CuttableLink) => link.cut()],
    ['silent', (link: CuttableLink) => link.freeze()],
  ])(
    'reports what changed while the link was %s',
    (_name, sever) =>
      inScratchNamespace(stack().kubeconfig, async ({ client: direct, namespace }) => {
        const { link, client } = await overLink();
        await using _link = link;
        const store = new ListWatchStore({
          client,
          resource: configMaps,
          project: (object) => ({ metadata: slimMetadata(object) }),
          namespace,
          labelSelector: 'followed=yes',
          time: systemTime,
          log: silentLog,
          idleTimeoutMs: 1_000,
        });
        const changes: string[] = [];
        store.onChange(({ type, object }) => changes.push(`${type} ${object.metadata.name}`));
        const make = (name: string) =>
          direct.create(configMaps, { metadata: { namespace, name, labels: { followed: 'yes' } } });
        await make('kept');
        await make('gone');
        await store.start();
        sever(link);
        await direct.delete(configMaps, { namespace, name: 'gone' });
        await make('new');
        await expect.poll(() => store.failures, { timeout: 10_000 }).toBeGreaterThan(0);
        expect(store.list()).toHaveLength(2);
        link.mend();
        await expect.poll(() => changes.slice(2), { timeout: 20_000 }).toEqual(['delete gone', 'upsert new']);
        await store.stop();
        await client.close();
      }),
    40_000,
  );
});
