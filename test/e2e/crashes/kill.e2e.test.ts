import { describe, expect, it } from 'vitest';
import { startWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { faultHits } from './fault-hits.ts';
import { creates, scalewayOnly, scalewayWorld, untilSpareIsGone } from './scaleway-spare.ts';
import { sampleServers } from './server-sampler.ts';

describe('a worker that is killed in the middle of a create', () => {
  it('has made one machine at Hetzner, whether the create had its effect before or after the kill', async () => {
    await using world = await startWorld();
    await using sampler = sampleServers(world.clouds);
    await world.applyPool();
    await killAmidTwoCreates(world, 'hetzner');
    await world.untilReady(2);

    // One is found by its labels, the other sent again under its name.
    await world.until('three creates answered', async () => (await world.clouds.requests(creates)).length === 3);
    expect(sampler.most('hetzner')).toEqual({ servers: 1, poweredOn: 1 });
    expect((await world.clouds.contents()).scaleway.servers).toEqual([]);
  });

  it('has powered on one machine at Scaleway, and the spare is gone when the create takes effect after the restart', async () => {
    await using world = await startWorld(scalewayWorld);
    await using sampler = sampleServers(world.clouds);
    await world.applyPool(scalewayOnly);
    await killAmidTwoCreates(world, 'scaleway');
    await world.untilReady(2);
    await untilSpareIsGone(world, sampler);
  });
});

/** Two claims: of one the server exists when the worker is killed, of the other the request is still on its way. */
async function killAmidTwoCreates(world: World, provider: 'hetzner' | 'scaleway'): Promise<void> {
  const { clouds, controller } = world;
  await clouds.fault({
    id: 'unanswered',
    provider,
    operation: 'create-server',
    count: 1,
    effect: { kind: 'hang-after' },
  });
  await clouds.fault({
    id: 'on-its-way',
    provider,
    operation: 'create-server',
    count: 1,
    after: 1,
    effect: { kind: 'delay', ms: 20_000 },
  });
  for (const sent of [1, 2]) {
    await world.scale(sent);
    await world.until(`${sent} creates were sent`, async () => (await faultHits(clouds)) === sent);
  }
  const before = await world.claims();
  expect(before.map((claim) => claim.status?.phase)).toEqual(['Provisioning', 'Provisioning']);
  await controller.kill();
  await controller.start();
  const after = await world.claims();
  expect(after.map((claim) => claim.metadata.uid)).toEqual(before.map((claim) => claim.metadata.uid));
}
