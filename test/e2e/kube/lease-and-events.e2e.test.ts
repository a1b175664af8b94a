import { describe, expect, it } from 'vitest';
import { configMaps, events, leases } from '../../../src/kube/core-resources.ts';
import { createEventRecorder, referenceTo } from '../../../src/kube/event-recorder.ts';
import { LeaderElector } from '../../../src/kube/lease.ts';
import { systemTime } from '../../../src/kube/time.ts';
import { inScratchNamespace, silentLog } from './scratch.ts';
import { stack } from '../stack.ts';

describe('the lease against a real API server', () => {
  it(
    'has one leader of three, and another one at once when it stops',
    () =>
      inScratchNamespace(stack().kubeconfig, async ({ client, namespace }) => {
        const lease = { namespace, name: 'watcher' };
        const news: string[] = [];
        const candidates = ['a', 'b', 'c'].map((identity) => {
          const elector = new LeaderElector({
            client,
            lease,
            identity,
            onStarted: () => void news.push(`${identity} leads`),
            onStopped: (cause) => void news.push(`${identity} ${cause}`),
            time: systemTime,
            log: silentLog,
            retryMs: 100,
          });
          elector.start();
          return { identity, elector };
        });
        await expect.poll(() => news).toHaveLength(1);
        const first = candidates.find(({ elector }) => elector.isLeader);
        expect(news).toEqual([`${first?.identity} leads`]);
        await first?.elector.stop();
        await expect.poll(() => news).toHaveLength(3);
        expect(candidates.filter(({ elector }) => elector.isLeader)).toHaveLength(1);
        expect((await client.get(leases, lease)).spec).toMatchObject({ leaseDurationSeconds: 15, leaseTransitions: 1 });
        await Promise.all(candidates.map(({ elector }) => elector.stop()));
        expect((await client.get(leases, lease)).spec?.holderIdentity).toBeUndefined();
      }),
    20_000,
  );
});

describe('the event recorder against a real API server', () => {
  it('writes events that the API server accepts, for namespaced and for cluster-scoped objects', () =>
    inScratchNamespace(stack().kubeconfig, async ({ client, namespace }) => {
      const warnings: object[] = [];
      const recorder = createEventRecorder({
        client,
        reportingController: 'cloudburst.io/watcher',
        reportingInstance: 'test',
        time: systemTime,
        log: { info: () => undefined, warn: (fields) => void warnings.push(fields) },
      });
      const map = await client.create(configMaps, { metadata: { namespace, name: 'settings' } });
      const said = { reason: 'Tried', action: 'Trying', note: 'long '.repeat(300) };
      recorder.record({ ...said, regarding: referenceTo(configMaps, map), type: 'Warning' });
      const node = { apiVersion: 'v1', kind: 'Node', name: `node-of-${namespace}`, uid: namespace };
      recorder.record({ ...said, regarding: node });
      await recorder.flush();
      expect(warnings).toEqual([]);
      const [written] = (await client.list(events, { namespace })).items;
      expect(written).toMatchObject({
        type: 'Warning',
        reason: 'Tried',
        regarding: { kind: 'ConfigMap', name: 'settings' },
      });
      const aboutNode = (await client.list(events, { namespace: 'default' })).items.filter(
        ({ regarding }) => regarding.uid === namespace,
      );
      expect(aboutNode).toHaveLength(1);
      for (const { metadata } of aboutNode) await client.delete(events, { namespace: 'default', name: metadata.name });
    }));
});
