import { describe, expect, it } from 'vitest';
import { scalewayOnly, scalewayWorld, untilSpareIsGone } from '../e2e/crashes/scaleway-spare.ts';
import { sampleServers } from '../e2e/crashes/server-sampler.ts';
import { startWorld } from '../e2e/world/world.ts';

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

  it('gives the spare back while the machine still boots', async () => {
    await using world = await startWorld({ env: { CLOUDBURST_SETTLE_PERIOD: '10s' }, bootDelay: '60s' });
    await using sampler = sampleServers(world.clouds);
    await world.applyPool(scalewayOnly);
    await world.clouds.fault({ operation: 'create-server', count: 1, effect: { kind: 'late-effect', ms: 5000 } });
    await world.scale(1);
    await world.until('a spare server', async () => sampler.most('scaleway').servers === 2, 60_000);
    await world.until('one server', async () => (await world.clouds.contents()).scaleway.servers.length === 1, 60_000);
    expect((await world.claims()).map((claim) => claim.status?.phase)).toEqual(['Joining']);
    expect(sampler.most('scaleway'), 'the spare was never on').toEqual({ servers: 2, poweredOn: 1 });
    await world.untilReady(1, 120_000);
  });
});
