import { describe, expect, it } from 'vitest';
import { nodeClaims } from '../../../src/kube/cloudburst-resources.ts';
import { nodes } from '../../../src/kube/core-resources.ts';
import { deleteBehind } from '../node-loss/machines.ts';
import { startWorld } from '../world/world.ts';

describe('a Node without a claim', () => {
  it('is fenced, what runs on it moves, and it goes when it is deleted', async () => {
    await using world = await startWorld();
    await world.applyPool();
    await world.scale(1);
    const [claim] = await world.untilReady(1);
    const name = claim?.metadata.name ?? '';
    await world.controller.kill();
    await world.kube.patch(nodeClaims, { namespace: world.namespace, name }, { metadata: { finalizers: [] } });
    await world.kube.delete(nodeClaims, { namespace: world.namespace, name });
    await world.controller.start();
    const fenced = await world.until('the Node is fenced', async () => {
      const node = await world.kube.get(nodes, { name });
      const isTainted = node.spec.taints?.some(({ key }) => key === 'cloudburst.io/unregistered');
      return node.spec.unschedulable === true && isTainted && node;
    });
    expect(fenced.metadata.labels?.['cloudburst.io/nodeclaim']).toBe(name);
    const [fresh] = await world.untilReady(1, 60_000);
    expect(fresh?.metadata.uid).not.toBe(claim?.metadata.uid);

    await deleteBehind(world, claim);
    await world.kube.delete(nodes, { name });
    await world.until('it is gone', async () => (await world.kube.find(nodes, { name })) === undefined);
    expect((await world.claims()).map(({ metadata }) => metadata.uid)).toEqual([fresh?.metadata.uid]);
  });

  it('goes by itself when it is not Ready and its cloud has no such machine', async () => {
    await using world = await startWorld();
    await world.applyPool();
    const name = `late-${world.namespace}`;
    const taints = [{ key: 'cloudburst.io/unregistered', effect: 'NoExecute' as const }];
    await world.kube.create(nodes, { metadata: { name }, spec: { providerID: 'hcloud://4711', taints } });
    await world.until('it is gone', async () => (await world.kube.find(nodes, { name })) === undefined);
  });
});
