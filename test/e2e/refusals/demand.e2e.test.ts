import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { nodePools } from '../../../src/kube/cloudburst-resources.ts';
import type { World } from '../world/world.ts';
import { startWorld } from '../world/world.ts';
import { clearWorld } from './clear-world.ts';
import { upTo } from './pool-changes.ts';
import type { PoolChange } from './pool-changes.ts';
import { eventsThatTell, untilPoolSays, untilTold } from './told.ts';

let world: World;
beforeAll(async () => {
  // The scheduler tries pods one by one, and on a busy machine it takes longer than a window of 300 ms allows for.
  world = await startWorld({ env: { CLOUDBURST_BATCH_IDLE: '2s' } });
});
afterEach(() => clearWorld(world));
afterAll(async () => world?.[Symbol.asyncDispose]());

/** How many plans were made so far. */
async function plansSoFar(): Promise<number> {
  const metrics = await fetch(world.controller.metricsUrl).then((answer) => answer.text());
  const counts = metrics.matchAll(/^cloudburst_scheduler_scheduling_duration_seconds_count\S* (\d+)/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

/** Every edit of a pool brings a plan. */
async function untilPlannedAgain(change: PoolChange = (spec) => spec): Promise<void> {
  const before = await plansSoFar();
  await world.applyPool({ pool: (spec) => ({ ...change(spec), weight: 7 }) });
  await world.until('one more plan', async () => (await plansSoFar()) > before);
}

describe('a pod', () => {
  it('that no offering under the price cap can serve is told so once, with the cheapest price, and nothing is bought', async () => {
    const cheap: PoolChange = (spec) => ({
      ...spec,
      requirements: { ...spec.requirements, maxPriceEurPerHour: 0.005 },
    });
    await world.applyPool({ pool: cheap });
    await world.scale(1);
    const told = {
      kind: 'Pod',
      reason: 'NotServed',
      note: /no offering at or under maxPriceEurPerHour 0.005; the cheapest that fits costs 0.0096; raise the price/,
    } as const;
    await untilTold(world, told);
    await untilPlannedAgain(cheap);
    expect(await eventsThatTell(world, told)).toHaveLength(1);
    expect(await world.claims()).toEqual([]);
    expect(await world.clouds.requests('?operation=create-server')).toEqual([]);

    await world.applyPool();
    await world.untilReady(1);
  });

  it('that is larger than every machine is told so once, and nothing is bought', async () => {
    await world.applyPool();
    const before = await world.clouds.requests('?operation=create-server');
    await world.scale(1, { cpu: '64', memory: '1Gi' });
    const told = {
      kind: 'Pod',
      reason: 'NotServed',
      note: /too large for every offering: needs 64 CPU, the largest gives \d+m? CPU to pods; ask for less/,
    } as const;
    await untilTold(world, told);
    await untilPlannedAgain();
    expect(await eventsThatTell(world, told)).toHaveLength(1);
    expect(await world.claims()).toEqual([]);
    expect(await world.clouds.requests('?operation=create-server')).toEqual(before);
  });

  it('beyond maxNodes is told which limit to raise, and is served when it is raised', async () => {
    await world.applyPool({ pool: upTo(1) });
    await world.scale(1);
    await world.untilReady(1);
    await world.scale(2);
    const message = /limits.maxNodes 1 of pool dr-nodepool is reached; raise it/;
    await untilTold(world, { kind: 'Pod', reason: 'NotServed', note: message });
    await untilPoolSays(world, { type: 'LimitsReached', status: 'True', reason: 'LimitReached', message });
    await untilTold(world, { kind: 'NodePool', reason: 'LimitReached', note: message });
    expect(await world.claims()).toHaveLength(1);
    await world.applyPool({ pool: upTo(2) });
    await world.untilReady(2);
    await untilPoolSays(world, {
      type: 'LimitsReached',
      status: 'False',
      reason: 'WithinLimits',
      message: /no limit keeps a pod waiting/,
    });
  });

  it('and four more that arrive 50 ms apart are planned together and share a machine', async () => {
    await world.applyPool();
    for (let replicas = 1; replicas <= 5; replicas += 1) {
      await world.scale(replicas, { cpu: '300m', memory: '300Mi' });
      await pause(50);
    }
    const [claim, ...others] = await world.until('a claim', async () => {
      const claims = await world.claims();
      return claims.length > 0 && claims;
    });
    expect(others).toEqual([]);
    expect(claim?.spec.pods).toHaveLength(5);
    await world.until(
      'five running pods',
      async () => (await world.pods()).filter((pod) => pod.status?.phase === 'Running').length === 5,
      45_000,
    );
    expect(await world.claims()).toHaveLength(1);
    expect(
      (await world.kube.get(nodePools, { namespace: world.namespace, name: 'dr-nodepool' })).status?.planGeneration,
    ).toBe(1);
  });

  it('that is deleted before a cloud accepted takes its claim with it', async () => {
    await world.applyPool();
    await world.clouds.fault({ provider: '*', effect: { kind: 'sold-out' } });
    await world.scale(1);
    await untilTold(world, {
      kind: 'NodeClaim',
      reason: 'NoOfferingAccepted',
      note: /every offering refused in round 1 \(hetzner: .*; scaleway: .*\)/,
    });
    await world.scale(0);
    await world.until('no claim', async () => (await world.claims()).length === 0, 45_000);
  });
});
