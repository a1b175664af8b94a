import { describe, expect, it } from 'vitest';
import { nodes } from '../../../src/kube/core-resources.ts';
import { servers } from '../termination/ending.ts';
import { startWorld } from '../world/world.ts';
import { emptyOf, withDisruption } from './pools.ts';

describe('an empty node', () => {
  it('is given back its time after the last pod left, a restart in between resets nothing, and the user is told', async () => {
    await using world = await startWorld();
    await world.applyPool(withDisruption({ ttlSecondsAfterEmpty: 20 }));
    await world.scale(1);
    const [claim] = await world.untilReady(1);
    await world.until(
      'the claim says that it is used',
      async () => emptyOf((await world.claims())[0])?.status === 'False',
    );
    await world.scale(0);
    const empty = await world.until('the claim says that it is empty', async () => {
      const condition = emptyOf((await world.claims())[0]);
      return condition?.status === 'True' && condition;
    });
    await world.controller.kill();
    await world.controller.start();
    await world.until('the claim is being given back', async () => {
      const [left] = await world.claims();
      return left === undefined || left.metadata.deletionTimestamp !== undefined;
    });
    const emptyForMs = Date.now() - Date.parse(empty.lastTransitionTime);
    expect(emptyForMs).toBeGreaterThanOrEqual(20_000);
    expect(emptyForMs, 'the time before the restart counts').toBeLessThan(28_000);
    await world.until('nothing is left', async () => (await world.claims()).length === 0);
    expect(await world.kube.find(nodes, { name: claim?.status?.nodeName ?? '' })).toBeUndefined();
    expect((await world.events()).find(({ reason }) => reason === 'Empty')?.note).toMatch(
      /^empty for 2\d s, and disruption.ttlSecondsAfterEmpty is 20$/,
    );
    const metrics = await (await fetch(world.controller.metricsUrl)).text();
    expect(metrics).toMatch(/cloudburst_nodeclaims_disrupted_total{[^}]*reason="Empty"[^}]*} 1/);
  });

  it('is kept by minNodes, which is bought without demand, and the others go at once with 0', async () => {
    await using world = await startWorld();
    await world.applyPool(withDisruption({ ttlSecondsAfterEmpty: 0 }, { minNodes: 1 }));
    const [standby] = await world.until('a Ready node without demand', async () => {
      const claims = await world.claims();
      return claims.length === 1 && claims[0]?.status?.phase === 'Ready' && claims;
    });
    // Two pods do not fit onto one machine.
    await world.scale(2);
    await world.untilReady(2);
    await world.scale(0);
    await world.until('one node is left', async () => (await world.claims()).length === 1);
    expect(await servers(world), 'the others were given back').toBe(1);
    const [left] = await world.claims();
    expect(left?.status?.phase).toBe('Ready');
    expect(left?.metadata.deletionTimestamp).toBeUndefined();
    expect(standby?.status?.phase).toBe('Ready');
    await world.until('it says that it is empty', async () => emptyOf((await world.claims())[0])?.status === 'True');
  });
});
