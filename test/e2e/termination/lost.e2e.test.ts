import { describe, expect, it } from 'vitest';
import type { NodeClaim } from '../../../src/api/generated.ts';
import { nodes } from '../../../src/kube/core-resources.ts';
import { silence } from '../node-loss/machines.ts';
import { startWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { servers, untilGone } from './ending.ts';

describe('the termination of a lost claim', () => {
  it('removes the Node before the provider confirms, and shows the machine as an open attempt until it does', async () => {
    await using world = await startWorld();
    const claim = await lostClaim(world, 'AfterGracePeriod');
    const open = await world.until('the machine to be an open attempt', async () =>
      (await claimNow(world, claim))?.status?.attempts?.find(({ outcome }) => outcome === 'Unknown'),
    );
    expect(open).toMatchObject({ reason: 'NotConfirmedGone', instanceID: claim.status?.instanceID });
    expect(await world.kube.find(nodes, { name: claim.metadata.name })).toBeUndefined();
    expect(await servers(world)).toBeGreaterThan(0);
    await world.clouds.control('DELETE', '/faults/down');
    await untilGone(world, claim);
  });

  it('keeps the Node until the provider confirms where the pool wants it', async () => {
    await using world = await startWorld();
    const claim = await lostClaim(world, 'InstanceConfirmedGone');
    await world.until('a refused delete', async () =>
      (await world.clouds.requests('?operation=delete-server')).some(({ status }) => status === 503),
    );
    expect(await world.kube.find(nodes, { name: claim.metadata.name })).toBeDefined();
    expect((await claimNow(world, claim))?.status?.attempts).toMatchObject([{ outcome: 'Created' }]);
    await world.clouds.control('DELETE', '/faults/down');
    await untilGone(world, claim);
    expect(await world.kube.find(nodes, { name: claim.metadata.name })).toBeUndefined();
  });
});

/** A claim whose node fell silent for longer than its grace period, at a cloud that refuses to delete. */
async function lostClaim(world: World, fencing: 'AfterGracePeriod' | 'InstanceConfirmedGone'): Promise<NodeClaim> {
  const disruption = { nodeUnreachableGracePeriodSeconds: 1, fencing };
  await world.applyPool({ pool: (spec) => ({ ...spec, disruption }) });
  await world.scale(1);
  const [claim] = await world.untilReady(1);
  if (claim === undefined) throw new Error('no claim is Ready');
  await world.clouds.fault({
    id: 'down',
    provider: 'hetzner',
    operation: 'delete-server',
    effect: { kind: 'error-before', status: 503 },
  });
  await silence(world, claim);
  const isGoing = async (): Promise<boolean> =>
    (await claimNow(world, claim))?.metadata.deletionTimestamp !== undefined;
  await world.until('the claim to be given back', isGoing, 90_000);
  return claim;
}

async function claimNow(world: World, { metadata: { uid } }: NodeClaim): Promise<NodeClaim | undefined> {
  return (await world.claims()).find(({ metadata }) => metadata.uid === uid);
}
