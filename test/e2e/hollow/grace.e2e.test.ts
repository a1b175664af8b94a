import { describe, expect, it, vi } from 'vitest';
import { pods } from '../../../src/kube/core-resources.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import type { Eviction } from '../../../src/kube/types.ts';
import { stopAfterAnnotation } from '../../../src/simulation/machines/hollow/pod-end.ts';
import { inScratchNamespace } from '../kube/scratch.ts';
import { stack } from '../stack.ts';
import { patience, readyNode } from './node.ts';
import { createPod, podIn } from './pod.ts';
import { openStage } from './stage.ts';

interface Scene {
  readonly client: KubeClient;
  readonly namespace: string;
  /** A running pod whose containers take so long to end. */
  readonly run: (name: string, stopAfter: string, graceSeconds?: number) => Promise<void>;
}

async function onMachine(test: (scene: Scene) => Promise<void>): Promise<void> {
  await using stage = await openStage(stack().kubeconfig);
  await inScratchNamespace(stack().kubeconfig, async ({ client, namespace }) => {
    const booted = await stage.boot();
    await readyNode(stage, booted);
    const run = async (name: string, stopAfter: string, graceSeconds = 30): Promise<void> => {
      const annotations = { [stopAfterAnnotation]: stopAfter };
      const common = { namespace, nodeName: booted.claim.name, command: ['sleep', 'infinity'] };
      await createPod(client, { ...common, name, annotations, terminationGracePeriodSeconds: graceSeconds });
      await podIn(client, { namespace, name }, 'Running');
    };
    await test({ client, namespace, run });
  });
}

/** Asks for the end and waits until the pod is gone. Returns how long that took, in milliseconds. */
async function timeToGo({ client, namespace }: Scene, name: string, ask: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await ask();
  await vi.waitFor(async () => expect(await client.find(pods, { namespace, name })).toBeUndefined(), patience);
  return performance.now() - startedMs;
}

describe('a pod that is asked to end', () => {
  it('runs until its containers have ended, and no longer than its grace period', () =>
    onMachine(async (scene) => {
      await scene.run('quick', '1s');
      await scene.run('stubborn', '10m', 2);
      const tookMs = (name: string) =>
        timeToGo(scene, name, () => scene.client.delete(pods, { namespace: scene.namespace, name }));
      const [quick, stubborn] = await Promise.all([tookMs('quick'), tookMs('stubborn')]);
      expect(quick).toBeGreaterThan(1000);
      expect(stubborn).toBeGreaterThan(2000);
    }));

  it('does so when it is evicted, too', () =>
    onMachine(async (scene) => {
      await scene.run('one', '1s');
      const key = { namespace: scene.namespace, name: 'one' };
      const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: key } satisfies Eviction;
      const tookMs = await timeToGo(scene, 'one', async () => {
        await scene.client.createSubresource(pods, key, { subresource: 'eviction', body });
        expect((await scene.client.get(pods, key)).status?.phase).toBe('Running');
      });
      expect(tookMs).toBeGreaterThan(1000);
    }));

  it('is reported as killed before it goes, when its grace period is over', () =>
    onMachine(async (scene) => {
      await scene.run('one', '10m', 1);
      const key = { namespace: scene.namespace, name: 'one' };
      // Something else holds the object, so that what the kubelet says last can be read.
      await scene.client.patch(pods, key, { metadata: { finalizers: ['test.cloudburst.io/hold'] } });
      await scene.client.delete(pods, key);
      const killed = await podIn(scene.client, key, 'Failed');
      expect(killed.status?.containerStatuses).toMatchObject([
        { ready: false, state: { terminated: { exitCode: 137, reason: 'Error' } } },
      ]);
      await timeToGo(scene, 'one', () => scene.client.patch(pods, key, { metadata: { finalizers: [] } }));
    }));

  it('is gone at once when that is forced', () =>
    onMachine(async (scene) => {
      await scene.run('one', '10m');
      const key = { namespace: scene.namespace, name: 'one' };
      await scene.client.delete(pods, key, { gracePeriodSeconds: 0 });
      expect(await scene.client.find(pods, key)).toBeUndefined();
    }));
});
