import { describe, expect, it, vi } from 'vitest';
import { nodes, pods } from '../../../src/kube/core-resources.ts';
import { inScratchNamespace } from '../kube/scratch.ts';
import { patience } from './node.ts';
import { createPod, podIn } from './pod.ts';
import { openStage } from './stage.ts';
import type { Stage } from './stage.ts';
import { stack } from '../stack.ts';

async function bootNode(stage: Stage): Promise<string> {
  const { claim, spec } = await stage.boot();
  await vi.waitFor(async () => {
    await stage.answer(claim);
    if ((await stage.kube.find(nodes, { name: claim.name })) === undefined) {
      throw new Error(stage.consoleOf(spec).join('\n'));
    }
  }, patience);
  return claim.name;
}

describe('pods on a hollow machine', () => {
  it('run, ready and with addresses of their own, and go when they are deleted', async () => {
    await using stage = await openStage(stack().kubeconfig);
    await inScratchNamespace(stack().kubeconfig, async ({ client, namespace }) => {
      const nodeName = await bootNode(stage);
      for (const name of ['one', 'two'])
        await createPod(client, { namespace, nodeName, name, command: ['sleep', 'infinity'] });
      const one = await podIn(client, { namespace, name: 'one' }, 'Running');
      const two = await podIn(client, { namespace, name: 'two' }, 'Running');
      expect(one.status?.conditions).toContainEqual(expect.objectContaining({ type: 'Ready', status: 'True' }));
      expect(one.status?.startTime).toBeDefined();
      expect(one.status?.podIP).not.toBe(two.status?.podIP);

      await client.delete(pods, { namespace, name: 'one' });
      await vi.waitFor(
        async () => expect(await client.find(pods, { namespace, name: 'one' })).toBeUndefined(),
        patience,
      );
      expect((await client.get(pods, { namespace, name: 'two' })).status?.phase).toBe('Running');
    });
  });

  it('end as their command says', async () => {
    await using stage = await openStage(stack().kubeconfig);
    await inScratchNamespace(stack().kubeconfig, async ({ client, namespace }) => {
      const common = { namespace, nodeName: await bootNode(stage), restartPolicy: 'Never' };
      await createPod(client, { ...common, name: 'good', command: ['true'] });
      await createPod(client, { ...common, name: 'bad', command: ['sh', '-c', 'exit 3'] });
      await podIn(client, { namespace, name: 'good' }, 'Succeeded');
      const bad = await podIn(client, { namespace, name: 'bad' }, 'Failed');
      expect(bad.status?.containerStatuses).toMatchObject([{ state: { terminated: { exitCode: 3 } } }]);
    });
  });

  it('stay when the power is cut, and run again when it is back', async () => {
    await using stage = await openStage(stack().kubeconfig);
    await inScratchNamespace(stack().kubeconfig, async ({ client, namespace }) => {
      const { claim, spec, machine } = await stage.boot();
      await vi.waitFor(async () => {
        await stage.answer(claim);
        await client.get(nodes, { name: claim.name });
      }, patience);
      await createPod(client, { namespace, nodeName: claim.name, name: 'one', command: ['sleep', 'infinity'] });
      await podIn(client, { namespace, name: 'one' }, 'Running');
      await machine.powerOff();
      await client.delete(pods, { namespace, name: 'one' });
      expect((await client.get(pods, { namespace, name: 'one' })).metadata.deletionTimestamp).toBeDefined();
      stage.bootAgain(spec);
      await vi.waitFor(
        async () => expect(await client.find(pods, { namespace, name: 'one' })).toBeUndefined(),
        patience,
      );
    });
  });
});
