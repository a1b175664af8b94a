import { describe, expect, it } from 'vitest';
import { nodePools } from '../../../src/kube/cloudburst-resources.ts';
import { nodes } from '../../../src/kube/core-resources.ts';
import { startWorld } from '../world/world.ts';

describe('a pending pod', () => {
  it('becomes a Ready node at the cheapest cloud, and the same claim moves on when that cloud refuses', async () => {
    await using world = await startWorld();
    await world.applyPool();
    await world.scale(1);
    const [first] = await world.untilReady(1);
    expect(first?.status).toMatchObject({ phase: 'Ready', provider: 'hetzner', region: 'fsn1', instanceType: 'cx23' });

    await world.clouds.fault({
      provider: 'hetzner',
      operation: 'create-server',
      effect: { kind: 'error-before', status: 503 },
    });
    await world.scale(2);
    const both = await world.untilReady(2);
    const second = both.find((claim) => claim.metadata.uid !== first?.metadata.uid);
    expect(second?.status).toMatchObject({ phase: 'Ready', provider: 'scaleway', region: 'fr-par' });
    expect(second?.status?.attempts?.map(({ provider }) => provider)).toEqual(['hetzner', 'scaleway']);

    const histories = await world.histories();
    const ofFirst = histories.find(({ workflowId }) => workflowId === `provision/${first?.metadata.uid}`);
    expect(ofFirst?.events).toBeLessThanOrEqual(45);
    const ofSecond = histories.find(({ workflowId }) => workflowId === `provision/${second?.metadata.uid}`);
    const launches = ofSecond?.json.match(/"name":\s*"launchInstance"/g) ?? [];
    expect(launches, 'each refused offering is an activity of its own').toHaveLength(2);
  });
});

describe('a Node that is deleted by hand', () => {
  it('takes its claim and its machine with it', async () => {
    await using world = await startWorld();
    await world.applyPool();
    await world.scale(1);
    const [first] = await world.untilReady(1);
    await world.scale(0);
    await world.kube.delete(nodes, { name: first?.status?.nodeName ?? '' });
    await world.until('the claim is gone', async () => (await world.claims()).length === 0);
    expect((await world.clouds.contents()).hetzner.servers).toEqual([]);
  });
});

describe('a pool that is deleted and applied again', () => {
  it('buys again at once: nothing of the first one is counted any more', async () => {
    await using world = await startWorld();
    await world.applyPool();
    await world.scale(1);
    const [first] = await world.untilReady(1);
    await world.scale(0);
    await world.kube.delete(nodePools, { namespace: world.namespace, name: 'dr-nodepool' });
    await world.until(
      'nothing is left of the first pool',
      async () =>
        (await world.kube.find(nodePools, { namespace: world.namespace, name: 'dr-nodepool' })) === undefined &&
        (await world.claims()).length === 0 &&
        (await world.pods()).length === 0,
    );
    await world.applyPool();
    await world.scale(1);
    const [second] = await world.untilReady(1);
    expect(second?.metadata.uid).not.toBe(first?.metadata.uid);
  });
});
