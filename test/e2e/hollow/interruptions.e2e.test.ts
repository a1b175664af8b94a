import { describe, expect, it, vi } from 'vitest';
import { certificateSigningRequests, nodes, pods } from '../../../src/kube/core-resources.ts';
import { inScratchNamespace } from '../kube/scratch.ts';
import { stack } from '../stack.ts';
import { requestsOf } from './cluster.ts';
import { leaseMoves, leaseTime, patience, readyNode } from './node.ts';
import { createPod, podIn } from './pod.ts';
import { openStage } from './stage.ts';

const common = { restartPolicy: 'Never' } as const;

describe('a frozen machine', () => {
  it('renews no lease, starts nothing and ends nothing, and goes on when it thaws', async () => {
    await using stage = await openStage(stack().kubeconfig);
    await inScratchNamespace(stack().kubeconfig, async ({ client, namespace }) => {
      const [frozen, other] = [await stage.boot(), await stage.boot()];
      await readyNode(stage, frozen);
      await readyNode(stage, other);
      const on = { ...common, namespace, nodeName: frozen.claim.name };
      await createPod(client, { ...on, name: 'ends', command: ['sleep', '3'] });
      await podIn(client, { namespace, name: 'ends' }, 'Running');
      frozen.machine.freeze();
      await createPod(client, { ...on, name: 'starts', command: ['sleep', 'infinity'] });
      const beside = { ...common, namespace, nodeName: other.claim.name, name: 'beside' };
      await createPod(client, { ...beside, command: ['sleep', '4'] });
      const last = await leaseTime(stage, frozen);
      await podIn(client, { namespace, name: 'beside' }, 'Succeeded');
      expect((await client.get(pods, { namespace, name: 'ends' })).status?.phase).toBe('Running');
      expect((await client.get(pods, { namespace, name: 'starts' })).status?.phase).toBe('Pending');
      expect(await leaseTime(stage, frozen)).toBe(last);

      frozen.machine.thaw();
      await podIn(client, { namespace, name: 'ends' }, 'Succeeded');
      await podIn(client, { namespace, name: 'starts' }, 'Running');
      await leaseMoves(stage, frozen);
    });
  });

  it('can be switched off', async () => {
    await using stage = await openStage(stack().kubeconfig);
    const { machine } = await stage.boot();
    machine.freeze();
    await machine.powerOff();
  });
});

describe('a machine without network', () => {
  it('renews no lease and learns nothing, and tells afterwards what ended meanwhile', async () => {
    await using stage = await openStage(stack().kubeconfig);
    await inScratchNamespace(stack().kubeconfig, async ({ client, namespace }) => {
      const [cut, other] = [await stage.boot(), await stage.boot()];
      await readyNode(stage, cut);
      await readyNode(stage, other);
      const on = { ...common, namespace, nodeName: cut.claim.name };
      await createPod(client, { ...on, name: 'deleted', command: ['sleep', 'infinity'] });
      await podIn(client, { namespace, name: 'deleted' }, 'Running');
      await createPod(client, { ...on, name: 'ends', command: ['sleep', '3'] });
      await podIn(client, { namespace, name: 'ends' }, 'Running');
      cut.machine.cutNetwork();
      await client.delete(pods, { namespace, name: 'deleted' });
      const beside = { ...common, namespace, nodeName: other.claim.name, name: 'beside' };
      await createPod(client, { ...beside, command: ['sleep', '4'] });
      const last = await leaseTime(stage, cut);
      await podIn(client, { namespace, name: 'beside' }, 'Succeeded');
      expect((await client.get(pods, { namespace, name: 'ends' })).status?.phase).toBe('Running');
      expect(await client.find(pods, { namespace, name: 'deleted' })).toBeDefined();
      expect(await leaseTime(stage, cut)).toBe(last);

      const restoredAtMs = Date.now();
      cut.machine.restoreNetwork();
      const ended = await podIn(client, { namespace, name: 'ends' }, 'Succeeded');
      const finishedAt = expect.toSatisfy((at: string) => Date.parse(at) < restoredAtMs);
      expect(ended.status?.containerStatuses).toMatchObject([{ state: { terminated: { exitCode: 0, finishedAt } } }]);
      await vi.waitFor(
        async () => expect(await client.find(pods, { namespace, name: 'deleted' })).toBeUndefined(),
        patience,
      );
      await leaseMoves(stage, cut);
    });
  });

  it('keeps its pods and registers no Node when its own was deleted, and does when it is switched on again: a zombie', async () => {
    await using stage = await openStage(stack().kubeconfig);
    await inScratchNamespace(stack().kubeconfig, async ({ client, namespace }) => {
      const booted = await stage.boot();
      const before = await readyNode(stage, booted);
      const name = booted.claim.name;
      booted.machine.cutNetwork();
      await client.delete(nodes, { name });
      await createPod(client, { namespace, nodeName: name, name: 'late', command: ['sleep', 'infinity'] });
      booted.machine.restoreNetwork();
      await podIn(client, { namespace, name: 'late' }, 'Running');
      expect(await client.find(nodes, { name })).toBeUndefined();

      for (const csr of await requestsOf(client, booted.claim)) {
        await client.delete(certificateSigningRequests, csr.metadata);
      }
      await booted.machine.powerOff();
      stage.bootAgain(booted.spec);
      const after = await vi.waitFor(() => client.get(nodes, { name }), patience);
      expect(after.metadata.uid).not.toBe(before.metadata.uid);
      expect(after.spec.taints).toEqual(
        expect.arrayContaining([
          { key: 'cloudburst.io/unregistered', effect: 'NoExecute' },
          { key: 'hollow-test', value: name, effect: 'NoSchedule' },
        ]),
      );
      expect(after.metadata.labels).toMatchObject({ 'node.kubernetes.io/instance-type': 'DEV1-M' });
      expect(after.spec.providerID).toBe(before.spec.providerID);
      expect(await requestsOf(client, booted.claim)).toEqual([]);
    });
  });

  it('stays without through a power cycle', async () => {
    await using stage = await openStage(stack().kubeconfig);
    const booted = await stage.boot();
    await readyNode(stage, booted);
    booted.machine.cutNetwork();
    await booted.machine.powerOff();
    const again = stage.bootAgain(booted.spec);
    await vi.waitFor(
      () => expect(stage.consoleOf(booted.spec).at(-1)).toMatch(/Registering the Node failed.*The network is cut/),
      patience,
    );
    const last = await leaseTime(stage, booted);
    again.restoreNetwork();
    await vi.waitFor(async () => expect(await leaseTime(stage, booted)).not.toBe(last), patience);
  });
});
