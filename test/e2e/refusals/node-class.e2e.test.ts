import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { nodeClasses } from '../../../src/kube/cloudburst-resources.ts';
import type { World } from '../world/world.ts';
import { startWorld } from '../world/world.ts';
import { clearWorld } from './clear-world.ts';
import { allowing } from './pool-changes.ts';
import { untilPoolSays, untilTold } from './told.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => clearWorld(world));
afterAll(async () => world?.[Symbol.asyncDispose]());

describe('a NodeClass', () => {
  it('that is absent is named on pod and pool, and the pod is served once it is there', async () => {
    await world.applyPool();
    await world.kube.delete(nodeClasses, { namespace: world.namespace, name: 'dr-nodeclass' });
    await world.scale(1);
    const onPod = new RegExp(
      `no NodeClass in namespace ${world.namespace} has a block for hetzner or scaleway; create one`,
    );
    await untilTold(world, { kind: 'Pod', reason: 'NotServed', note: onPod });
    const onPool = new RegExp(
      `no NodeClass in namespace ${world.namespace} has a hetzner block; add one or take hetzner out of allowedProviders`,
    );
    await untilPoolSays(world, {
      type: 'NodeClassReady',
      status: 'False',
      reason: 'ProviderNotUsable',
      message: onPool,
    });
    await untilTold(world, { kind: 'NodePool', reason: 'ProviderNotUsable', note: onPool });
    expect(await world.claims()).toEqual([]);

    await world.applyPool();
    await world.untilReady(1);
    await world.scale(2);
    await world.untilReady(2);
    await untilPoolSays(world, {
      type: 'NodeClassReady',
      status: 'True',
      reason: 'ProvidersUsable',
      message: /every allowed provider can be used/,
    });
  });

  it('that the pool names and that does not exist is named on the pod', async () => {
    await world.applyPool({ pool: (spec) => ({ ...spec, nodeClassRef: { name: 'elsewhere' } }) });
    await world.scale(1);
    const note = new RegExp(
      `NodeClass elsewhere not found in namespace ${world.namespace}; create it or change nodeClassRef of pool dr-nodepool`,
    );
    await untilTold(world, { kind: 'Pod', reason: 'NotServed', note });
    expect(await world.claims()).toEqual([]);
  });

  it('without a block for the only allowed cloud is told of, and obeyed as soon as the block is there', async () => {
    const hetznerOnly = { pool: allowing('hetzner') };
    await world.applyPool({ ...hetznerOnly, class: ({ hetzner: _hetzner, ...spec }) => spec });
    await world.scale(1);
    await untilTold(world, { kind: 'Pod', reason: 'NotServed', note: /has a block for hetzner; create one/ });
    await untilPoolSays(world, {
      type: 'NodeClassReady',
      status: 'False',
      reason: 'ProviderNotUsable',
      message: /has a hetzner block; add one or take hetzner out of allowedProviders/,
    });

    await world.applyPool(hetznerOnly);
    const [claim] = await world.untilReady(1);
    expect(claim?.status).toMatchObject({ provider: 'hetzner' });
  });

  it('without a block for one of two clouds sends the claim to the other one', async () => {
    await world.applyPool({ class: ({ hetzner: _hetzner, ...spec }) => spec });
    await world.scale(1);
    const [claim] = await world.untilReady(1);
    expect(claim?.status).toMatchObject({ provider: 'scaleway' });
    await untilPoolSays(world, {
      type: 'NodeClassReady',
      status: 'False',
      reason: 'ProviderNotUsable',
      message: /^hetzner: no NodeClass .* has a hetzner block/,
    });
  });
});
