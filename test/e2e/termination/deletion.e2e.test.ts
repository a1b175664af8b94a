import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { nodeClasses, nodePools } from '../../../src/kube/cloudburst-resources.ts';
import { nodes } from '../../../src/kube/core-resources.ts';
import { stack } from '../stack.ts';
import { faultHits } from '../crashes/fault-hits.ts';
import { exampleObjects } from '../world/manifests.ts';
import { startWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { servers, untilGone } from './ending.ts';

const run = promisify(execFile);

describe('deletion', () => {
  it('of everything at once with kubectl gives every machine back and leaves no object', async () => {
    await using world = await startWorld();
    await world.applyPool();
    for (const replicas of [1, 2]) {
      await world.scale(replicas);
      await world.untilReady(replicas);
    }
    expect(await servers(world)).toBe(2);

    await kubectl(world, 'delete', '-f', exampleFile(world), '--timeout=60s');
    expect(await servers(world)).toBe(0);
    expect(await world.claims()).toEqual([]);
    const { kube, namespace } = world;
    expect((await kube.list(nodePools, { namespace })).items).toEqual([]);
    expect((await kube.list(nodeClasses, { namespace })).items).toEqual([]);
  });

  it('of the class keeps it until its machines are given back, and rents nothing new with it', async () => {
    await using world = await startWorld();
    await world.applyPool();
    await world.scale(1);
    const [claim] = await world.untilReady(1);
    if (claim === undefined) throw new Error('no claim is Ready');
    const key = { namespace: world.namespace, name: 'dr-nodeclass' };
    await world.kube.delete(nodeClasses, key);
    await world.until('an event that names the claim', async () =>
      (await world.events()).some(
        ({ reason, regarding, note = '' }) =>
          reason === 'InUse' && regarding?.kind === 'NodeClass' && note.includes(claim.metadata.name),
      ),
    );
    await world.scale(2);
    await world.until('the second pod to be told why', async () =>
      (await world.events()).some(({ reason, regarding }) => reason === 'NotServed' && regarding?.kind === 'Pod'),
    );
    expect(await world.clouds.requests('?operation=create-server')).toHaveLength(1);
    expect((await world.claims())[0]?.metadata.deletionTimestamp).toBeUndefined();

    await world.scale(0);
    await kubectl(world, 'delete', 'nodeclaim', claim.metadata.name, '--timeout=60s');
    expect(await servers(world)).toBe(0);
    await world.until('the class to go', async () => (await world.kube.find(nodeClasses, key)) === undefined);
  });

  it('of the pool takes its claims along, in whatever phase, and ends after them', async () => {
    await using world = await startWorld();
    const { clouds } = world;
    await world.applyPool({ pool: (spec) => ({ ...spec, limits: { ...spec.limits, maxNodes: 3 } }) });
    await world.scale(1);
    await world.untilReady(1);
    await clouds.fault({ id: 'late', count: 1, effect: { kind: 'boots-late', ms: 60_000 } });
    await world.scale(2);
    await untilPhases(world, ['Joining', 'Ready']);
    await clouds.fault({ id: 'slow', operation: 'create-server', count: 1, effect: { kind: 'delay', ms: 5000 } });
    const hits = await faultHits(clouds);
    await world.scale(3);
    await world.until('a create on its way', async () => (await faultHits(clouds)) > hits);
    await untilPhases(world, ['Joining', 'Provisioning', 'Ready']);

    await world.scale(0);
    await kubectl(world, 'delete', 'nodepool', 'dr-nodepool', '--timeout=90s');
    expect(await world.claims()).toEqual([]);
    expect(await servers(world)).toBe(0);
  });

  it('of a claim that waits for its next round ends it without a machine', async () => {
    await using world = await startWorld();
    await world.clouds.fault({ id: 'refusing', operation: 'create-server', effect: { kind: 'sold-out' } });
    await world.applyPool();
    await world.scale(1);
    const waiting = await world.until('a claim that everybody refused', async () =>
      (await world.claims()).find(({ status }) => status?.phase === 'Pending' && (status.attempts ?? []).length > 1),
    );
    await world.scale(0);
    await kubectl(world, 'delete', 'nodeclaim', waiting.metadata.name, '--timeout=30s');
    expect(await servers(world)).toBe(0);
  });

  it('of a Node drains it and gives its machine back', async () => {
    await using world = await startWorld();
    await world.applyPool();
    await world.scale(1);
    const [claim] = await world.untilReady(1);
    if (claim === undefined) throw new Error('no claim is Ready');
    await world.kube.delete(nodes, { name: claim.metadata.name });
    await untilGone(world, claim);
    const told = (await world.events()).filter(({ regarding }) => regarding?.name === claim.metadata.name);
    expect(told.map(({ reason }) => reason)).toContain('NodeDrained');
    await world.untilReady(1);
  });

  it('asked for many times and in many ways ends in one termination', async () => {
    await using world = await startWorld();
    await world.applyPool();
    await world.scale(1);
    const [claim] = await world.untilReady(1);
    if (claim === undefined) throw new Error('no claim is Ready');
    const slow = { id: 'slow', operation: 'delete-server', count: 1, effect: { kind: 'delay', ms: 3000 } };
    await world.clouds.fault(slow);
    await world.scale(0);
    await Promise.all([
      kubectl(world, 'delete', 'nodeclaim', claim.metadata.name, '--timeout=60s'),
      kubectl(world, 'delete', 'node', claim.metadata.name, '--timeout=60s'),
      kubectl(world, 'delete', 'nodepool', 'dr-nodepool', '--timeout=60s'),
    ]);
    const own = (await world.histories()).filter(({ workflowId }) => workflowId === `terminate/${claim.metadata.uid}`);
    expect(own).toHaveLength(1);
    expect(own[0]?.events).toBeLessThan(60);
  });
});

describe('a Node that somebody else holds', () => {
  it('keeps its claim, which says who it is, until it is let go', async () => {
    await using world = await startWorld();
    await world.applyPool();
    await world.scale(1);
    const [claim] = await world.untilReady(1);
    if (claim === undefined) throw new Error('no claim is Ready');
    const { name } = claim.metadata;
    const { finalizers = [] } = (await world.kube.get(nodes, { name })).metadata;
    await world.kube.patch(nodes, { name }, { metadata: { finalizers: [...finalizers, 'example.com/held'] } });
    await world.scale(0);
    await kubectl(world, 'delete', 'nodeclaim', name, '--wait=false');
    await world.until('the claim to say so', async () =>
      (await world.claims())[0]?.status?.conditions?.some(
        ({ reason, message }) => reason === 'NodeHeld' && message.includes('example.com/held'),
      ),
    );
    expect(await servers(world)).toBe(0);
    await world.kube.patch(nodes, { name }, { metadata: { finalizers: [] } });
    await untilGone(world, claim);
  });
});

async function untilPhases(world: World, wanted: readonly string[]): Promise<void> {
  await world.until(`claims that are ${wanted.join(', ')}`, async () => {
    const phases = (await world.claims()).map(({ status }) => status?.phase ?? '').toSorted();
    return phases.join() === wanted.join();
  });
}

async function kubectl(world: World, ...args: readonly string[]): Promise<void> {
  const { kubectl: program, kubeconfig } = stack();
  await run(program, ['--kubeconfig', kubeconfig, '--namespace', world.namespace, ...args]);
}

/** The example as the user applied it, in this world's namespace. */
function exampleFile({ namespace }: World): string {
  const file = join(stack().stateDir, `${namespace}-example.json`);
  const items = exampleObjects({ namespace, apiServer: stack().apiServer });
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  return file;
}
