import { describe, expect, it } from 'vitest';
import type { NodeClaim } from '../../../src/api/generated.ts';
import { claimConditions, findCondition, isTrue } from '../../../src/api/conditions.ts';
import { nodePools } from '../../../src/kube/cloudburst-resources.ts';
import { startWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { revive, silence } from './machines.ts';

const withGrace = (seconds: number): Parameters<World['applyPool']>[0] => ({
  // One small type at each cloud, so that every pod has a machine for itself.
  class: ({ hetzner, scaleway, ...spec }) => ({
    ...spec,
    hetzner: { ...Object(hetzner), serverTypes: ['cx23'] },
    scaleway: { ...Object(scaleway), serverTypes: ['DEV1-M'] },
  }),
  pool: (spec) => ({
    ...spec,
    limits: { ...spec.limits, maxNodes: 10 },
    disruption: { nodeUnreachableGracePeriodSeconds: seconds },
  }),
});
const nodeReady = (claim: NodeClaim | undefined) => findCondition(claim?.status?.conditions, claimConditions.nodeReady);
const isLost = (claim: NodeClaim): boolean => isTrue(claim.status?.conditions, claimConditions.lost);

describe('a node that falls silent', () => {
  it('and comes back within its grace period is not replaced, and the history says so', async () => {
    await using world = await startWorld();
    await world.applyPool(withGrace(300));
    await world.scale(1);
    const [claim] = await world.untilReady(1);
    await silence(world, claim);
    await world.until(
      'the claim says so',
      async () => nodeReady((await world.claims())[0])?.status === 'False',
      60_000,
    );
    const loss = world.temporal.workflow.getHandle(`node-loss/${claim?.metadata.uid}`);
    await world.until('the loss is watched', async () => (await loss.describe()).status.name === 'RUNNING');
    await revive(world, claim);
    expect(await loss.result()).toEqual({ outcome: 'Recovered' });
    await world.until('the claim says so', async () => nodeReady((await world.claims())[0])?.status === 'True');
    expect((await world.claims()).map(({ metadata }) => metadata.uid)).toEqual([claim?.metadata.uid]);
    expect(await world.clouds.requests('?operation=create-server')).toHaveLength(1);
  });

  it('together with all others at its cloud is replaced elsewhere, and given back only when the storm is over', async () => {
    await using world = await startWorld();
    // Long enough for all three to be found silent: a kubelet reports every ten seconds.
    await world.applyPool(withGrace(15));
    for (const count of [1, 2, 3]) {
      await world.scale(count);
      await world.untilReady(count);
    }
    const lost = await world.claims();
    for (const claim of lost) await silence(world, claim);
    await world.until(
      'three replacements at the other cloud',
      async () => {
        const claims = await world.claims();
        const fresh = claims.filter(({ status }) => status?.provider === 'scaleway' && status.phase === 'Ready');
        return fresh.length === 3 && claims.filter(isLost).length === 3;
      },
      90_000,
    );
    const key = { namespace: world.namespace, name: 'dr-nodepool' };
    const paused = findCondition((await world.kube.get(nodePools, key)).status?.conditions, 'DisruptionPaused');
    expect(paused).toMatchObject({ status: 'True', reason: 'ProviderInTrouble' });
    expect(paused?.message).toMatch(/^3 of 3 nodes at hetzner are not Ready: replacements are bought elsewhere/);
    expect((await world.clouds.contents()).hetzner.servers, 'none was given up').toHaveLength(3);
    expect(await world.clouds.requests('?operation=delete-server')).toEqual([]);

    for (const claim of lost) await revive(world, claim);
    await world.until('the three are given back', async () => (await world.claims()).length === 3, 60_000);
    expect((await world.clouds.contents()).hetzner.servers).toEqual([]);
    await world.until('the pool says so', async () => {
      const { status } = await world.kube.get(nodePools, key);
      return findCondition(status?.conditions, 'DisruptionPaused')?.status === 'False';
    });
  });
});
