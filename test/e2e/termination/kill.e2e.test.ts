import { describe, expect, it } from 'vitest';
import type { NodeClaim } from '../../../src/api/generated.ts';
import { nodes } from '../../../src/kube/core-resources.ts';
import { faultHits } from '../crashes/fault-hits.ts';
import { startWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { deleteClaim, protectWorkload, servers, unprotectWorkload, untilDrained, untilGone } from './ending.ts';

/** Brings a termination to a step, and ends what held it there. */
interface Step {
  readonly name: string;
  hold(world: World, claim: NodeClaim): Promise<void>;
  isReached(world: World, claim: NodeClaim): Promise<unknown>;
  letGo(world: World, claim: NodeClaim): Promise<void>;
}

const steps: readonly Step[] = [
  {
    name: 'the drain',
    hold: protectWorkload,
    isReached: (world, claim) => untilDrained(world, claim, { status: 'False', reason: 'DrainBlocked', message: /./ }),
    letGo: unprotectWorkload,
  },
  {
    name: 'the deletion at the provider',
    hold: ({ clouds }) =>
      clouds.fault({ id: 'slow', operation: 'delete-server', count: 1, effect: { kind: 'hang-after' } }),
    isReached: (world) => world.until('a delete on its way', async () => (await faultHits(world.clouds)) > 0),
    letGo: async () => undefined,
  },
  {
    name: 'the removal of the Node',
    hold: ({ kube }, { metadata: { name } }) => changeFinalizers(kube, name, (all) => [...all, 'example.com/held']),
    isReached: (world) => world.until('the Node to be held', () => isHeld(world)),
    letGo: ({ kube }, { metadata: { name } }) =>
      changeFinalizers(kube, name, (all) => all.filter((one) => one !== 'example.com/held')),
  },
];

describe('a controller that is killed in the middle of', () => {
  it.each(steps)('$name goes on where it was, and leaves nothing', async (step) => {
    await using world = await startWorld();
    await world.applyPool();
    await world.scale(1);
    const [claim] = await world.untilReady(1);
    if (claim === undefined) throw new Error('no claim is Ready');
    await step.hold(world, claim);
    await deleteClaim(world, claim);
    await step.isReached(world, claim);
    await world.controller.kill();
    await world.scale(0);
    await step.letGo(world, claim);
    await world.controller.start();
    await untilGone(world, claim, 60_000);
    // The pod's replacement was bought while its node was drained.
    const claims = await world.claims();
    await world.until('as many machines as claims', async () => (await servers(world)) === claims.length);
    expect(await world.kube.find(nodes, { name: claim.metadata.name })).toBeUndefined();
    const own = (await world.histories()).filter(({ workflowId }) => workflowId === `terminate/${claim.metadata.uid}`);
    expect(own, 'one termination').toHaveLength(1);
  });
});

async function changeFinalizers(
  kube: World['kube'],
  name: string,
  change: (standing: readonly string[]) => readonly string[],
): Promise<void> {
  const { metadata } = await kube.get(nodes, { name });
  await kube.patch(nodes, { name }, { metadata: { finalizers: change(metadata.finalizers ?? []) } });
}

async function isHeld(world: World): Promise<boolean> {
  const conditions = (await world.claims()).flatMap(({ status }) => status?.conditions ?? []);
  return conditions.some(({ reason }) => reason === 'NodeHeld');
}
