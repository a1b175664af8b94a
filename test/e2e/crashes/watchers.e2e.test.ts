import { describe, expect, it } from 'vitest';
import type { Lease } from '../../../src/kube/types.ts';
import { leases } from '../../../src/kube/core-resources.ts';
import type { Controller } from '../world/controller.ts';
import { startWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';

const rounds = 10;
const roomy: Parameters<World['applyPool']>[0] = {
  pool: (spec) => ({ ...spec, limits: { ...spec.limits, maxNodes: 3 * rounds } }),
};

describe('two watchers at once', () => {
  it('create one claim for each pod and none twice, although both plan', async () => {
    await using world = await startWorld();
    const second = await world.another('second', 'watcher');
    await second.start();
    await world.applyPool(roomy);
    for (let round = 1; round <= rounds; round += 1) {
      await world.scale(round);
      await world.until(`${round} claims`, async () => (await world.claims()).length >= round);
    }
    const claims = await world.untilReady(rounds, 60_000);
    expect(new Set(claims.map(({ metadata }) => metadata.uid)).size).toBe(rounds);
    expect(await world.clouds.requests('?operation=create-server')).toHaveLength(rounds);
    const [run, other] = await Promise.all([world.controller, second].map(claimsCreated));
    expect((run ?? 0) + (other ?? 0), 'claims that the two of them created').toBe(rounds);
  });

  it('take turns where they elect a leader: one leads, and the other takes over when it is killed', async () => {
    await using world = await startWorld({ withoutController: true });
    const worker = await world.another('worker', 'worker');
    const electing = { CLOUDBURST_LEADER_ELECT: 'true', CLOUDBURST_LEASE_NAMESPACE: world.namespace };
    const watchers = await Promise.all(['first', 'second'].map((name) => world.another(name, 'watcher', electing)));
    await Promise.all([worker, ...watchers].map((controller) => controller.start()));
    await world.until('a leader', async () => (await lease(world))?.spec?.holderIdentity);
    await world.applyPool(roomy);
    await world.scale(1);
    await world.untilReady(1);
    const created = await Promise.all(watchers.map(claimsCreated));
    expect(created.toSorted(), 'one plans, the other waits').toEqual([0, 1]);

    const [leader, follower] = created[0] === 1 ? watchers : watchers.toReversed();
    const before = (await lease(world))?.spec?.holderIdentity;
    await leader?.kill();
    await world.scale(2);
    await world.untilReady(2, 60_000);
    expect((await lease(world))?.spec?.holderIdentity).not.toBe(before);
    expect(await claimsCreated(follower)).toBe(1);
  });
});

async function lease(world: World): Promise<Lease | undefined> {
  return world.kube.find(leases, { namespace: world.namespace, name: 'cloudburst-watcher' });
}

/** How many claims a watcher says that it created. */
async function claimsCreated(controller: Controller | undefined): Promise<number> {
  const text = controller === undefined ? '' : await (await fetch(controller.metricsUrl)).text();
  const lines = text.split('\n').filter((line) => line.startsWith('cloudburst_nodeclaims_created_total'));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
