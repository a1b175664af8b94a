import { describe, expect, it } from 'vitest';
import { startWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { faultHits } from './fault-hits.ts';
import { sampleServers } from './server-sampler.ts';
import type { ServerSampler } from './server-sampler.ts';

const creates = '?operation=create-server';

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

describe('a create at Scaleway', () => {
  it('ends in one machine that was ever on, when it is carried out twice or after it was given up', async () => {
    await using world = await startWorld(scalewayWorld);
    await using sampler = sampleServers(world.clouds);
    await world.applyPool(scalewayOnly);
    await world.clouds.fault({ operation: 'create-server', count: 1, effect: { kind: 'effect-twice' } });
    await world.scale(1);
    await world.untilReady(1);
    expect(sampler.most('scaleway')).toEqual({ servers: 2, poweredOn: 1 });
    expect((await world.clouds.contents()).scaleway.servers).toHaveLength(1);

    await world.clouds.fault({ operation: 'create-server', count: 1, effect: { kind: 'late-effect', ms: 5000 } });
    await using later = sampleServers(world.clouds);
    await world.scale(2);
    await world.untilReady(2);
    await untilSpareIsGone(world, later);
  });
});

const scalewayWorld = { env: { CLOUDBURST_SETTLE_PERIOD: '20s' } };
const scalewayOnly: Parameters<World['applyPool']>[0] = {
  pool: (spec) => ({ ...spec, requirements: { ...spec.requirements, allowedProviders: ['scaleway'] } }),
};

/** A third create has its effect, and later there are two servers again, those of the two claims. */
async function untilSpareIsGone(world: World, sampler: ServerSampler): Promise<void> {
  const { clouds } = world;
  await world.until('all creates were answered', async () => (await clouds.requests(creates)).length >= 3);
  await world.until('a spare server', async () => sampler.most('scaleway').servers === 2);
  await world.until(
    'two servers, as many as claims',
    async () => (await clouds.contents()).scaleway.servers.length === 2,
    60_000,
  );
  expect(sampler.most('scaleway'), 'the spare was never on').toEqual({ servers: 2, poweredOn: 1 });
  const ids = (await world.claims()).map((claim) => claim.status?.instanceID);
  const servers = (await clouds.contents()).scaleway.servers;
  expect(ids.toSorted()).toEqual(servers.map(({ id }) => `scaleway/fr-par-1/${id}`).toSorted());
}

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
