import { expect } from 'vitest';
import type { World, WorldOptions } from '../world/world.ts';
import type { ServerSampler } from './server-sampler.ts';

/** Filter of the clouds' request log. */
export const creates = '?operation=create-server';

/** A world in which open attempts are soon settled. */
export const scalewayWorld: WorldOptions = { env: { CLOUDBURST_SETTLE_PERIOD: '20s' } };

/** Changes the example's pool so that it may rent at Scaleway only. */
export const scalewayOnly: Parameters<World['applyPool']>[0] = {
  pool: (spec) => ({ ...spec, requirements: { ...spec.requirements, allowedProviders: ['scaleway'] } }),
};

/** A third create has its effect, and later there are two servers again, those of the two claims. */
export async function untilSpareIsGone(world: World, sampler: ServerSampler): Promise<void> {
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
