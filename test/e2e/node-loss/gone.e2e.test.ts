import { describe, expect, it } from 'vitest';
import { nodes } from '../../../src/kube/core-resources.ts';
import { isNodeReady } from '../../../src/domain/node-health.ts';
import { startWorld } from '../world/world.ts';
import { deleteBehind } from './machines.ts';

describe('a node whose machine is deleted behind our back', () => {
  it('is replaced as soon as the provider has said so twice, and nothing is left of it', async () => {
    await using world = await startWorld();
    await world.applyPool();
    await world.scale(1);
    const [first] = await world.untilReady(1);
    await deleteBehind(world, first);
    const name = first?.status?.nodeName ?? '';
    const notReady = await world.until('the Node is not Ready', async () => {
      const node = await world.kube.find(nodes, { name });
      return node !== undefined && !isNodeReady(node) && Date.now();
    });
    const second = await world.until('another claim', async () =>
      (await world.claims()).find(({ metadata }) => metadata.uid !== first?.metadata.uid),
    );
    expect(Date.now() - notReady, 'two answers, ten seconds apart, and no grace period of 120 s').toBeLessThan(30_000);
    const [left] = await world.untilReady(1, 60_000);
    expect(left?.metadata.uid).toBe(second.metadata.uid);
    expect(await world.kube.find(nodes, { name })).toBeUndefined();
    const loss = world.temporal.workflow.getHandle(`node-loss/${first?.metadata.uid}`);
    expect(await loss.result()).toEqual({ outcome: 'Lost', reason: 'InstanceGone' });
  });

  it('is lost after the grace period where the pool says so, and its pod moves to the other cloud when the first refuses', async () => {
    await using world = await startWorld();
    await world.applyPool({
      pool: (spec) => ({
        ...spec,
        disruption: { nodeUnreachableGracePeriodSeconds: 5, whenInstanceGone: 'AfterGracePeriod' },
      }),
    });
    await world.scale(1);
    const [first] = await world.untilReady(1);
    await world.clouds.fault({
      provider: 'hetzner',
      operation: 'create-server',
      effect: { kind: 'error-before', status: 503 },
    });
    await deleteBehind(world, first);
    await world.until(
      'a second claim at the other cloud',
      async () => (await world.claims()).find(({ status }) => status?.provider === 'scaleway'),
      60_000,
    );
    const [left] = await world.untilReady(1, 60_000);
    expect(left?.status?.attempts?.map(({ provider }) => provider)).toEqual(['hetzner', 'scaleway']);
    const events = await world.events();
    expect(events.find(({ reason }) => reason === 'NodeLost')?.note).toMatch(
      /InstanceGone: the provider no longer has/,
    );
  });
});
