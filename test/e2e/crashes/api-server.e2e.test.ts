import { afterEach, describe, expect, it } from 'vitest';
import { startWorld } from '../world/world.ts';
import { faultHits } from './fault-hits.ts';
import { ownControlPlane } from './local-services.ts';

describe('the API server', () => {
  // Whatever a test did, the next one finds it running.
  afterEach(async () => (await ownControlPlane()).startProgram('kube-apiserver'));

  it('may be away while a machine is made and boots: the claim goes on where it was', async () => {
    const plane = await ownControlPlane();
    await using world = await startWorld();
    const { clouds } = world;
    await world.applyPool();
    await clouds.fault({ operation: 'create-server', effect: { kind: 'delay', ms: 2000 }, count: 1 });
    await world.scale(1);
    await world.until('a create on its way', async () => (await faultHits(clouds)) === 1);
    const [before] = await world.claims();
    await plane.stopProgram('kube-apiserver');
    await world.until('its effect', async () => (await clouds.contents()).hetzner.servers.length === 1);
    await plane.startProgram('kube-apiserver');

    const [after] = await world.untilReady(1, 60_000);
    expect(after?.metadata.uid).toBe(before?.metadata.uid);
    expect(after?.status?.attempts?.map(({ outcome }) => outcome)).toEqual(['Created']);
    expect(await clouds.requests('?operation=create-server')).toHaveLength(1);

    // The watches of the new server carry on too.
    await world.scale(2);
    await world.untilReady(2);
  });
});
