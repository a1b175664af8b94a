import { describe, expect, it } from 'vitest';
import type { NodeClaim } from '../../../src/api/generated.ts';
import { daemonSets, pods, volumeAttachments } from '../../../src/kube/core-resources.ts';
import type { Pod } from '../../../src/kube/types.ts';
import { silence } from '../node-loss/machines.ts';
import { startWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { deleteClaim, nodeOf, protectWorkload, servers, unprotectWorkload, untilDrained, untilGone } from './ending.ts';

describe('a drain', () => {
  it('waits for a PodDisruptionBudget and says so, and goes on when it allows', async () => {
    await using world = await startWorld();
    const claim = await readyClaim(world, 600);
    await protectWorkload(world);
    await deleteClaim(world, claim);
    const message = /pod \S+\/dr-workload-\S+ cannot be evicted yet \(The disruption budget keep-all/;
    await untilDrained(world, claim, { status: 'False', reason: 'DrainBlocked', message });
    const node = await nodeOf(world, claim);
    expect(node.spec.unschedulable).toBe(true);
    expect(node.spec.taints).toContainEqual({ key: 'cloudburst.io/disrupted', effect: 'NoSchedule' });
    expect(node.metadata.labels).toMatchObject({ 'node.kubernetes.io/exclude-from-external-load-balancers': 'true' });
    await world.until('an event that says so', async () =>
      (await world.events()).some(({ reason, note = '' }) => reason === 'DrainBlocked' && message.test(note)),
    );
    const [pod] = await podsOn(world, claim);
    expect(pod?.metadata.deletionTimestamp).toBeUndefined();

    await unprotectWorkload(world);
    await untilGone(world, claim);
    expect(await podsOn(world, claim)).toEqual([]);
    await world.untilReady(1);
  });

  it('ends at its deadline whatever a budget and an annotation say', async () => {
    await using world = await startWorld();
    const claim = await readyClaim(world, 8);
    await protectWorkload(world);
    await createPod(world, claim, { name: 'quiet', annotations: { 'cloudburst.io/do-not-disrupt': 'true' } });
    await deleteClaim(world, claim);
    const begunMs = Date.now();
    const message = /keep-all.*pod \S+\/quiet asked by annotation not to be disrupted; whatever is left goes at/;
    await untilDrained(world, claim, { status: 'False', reason: 'DrainBlocked', message });
    await untilGone(world, claim);
    expect(Date.now() - begunMs).toBeGreaterThan(6_000);
    expect(await podsOn(world, claim)).toEqual([]);
    await unprotectWorkload(world);
  });

  it('takes the pods in waves, leaves those of DaemonSets alone that tolerate it, and waits for volumes', async () => {
    await using world = await startWorld();
    const claim = await readyClaim(world, 600);
    await createDaemonSet(world, { name: 'everywhere', tolerations: [{ operator: 'Exists' }] });
    await createDaemonSet(world, { name: 'ordinary' });
    await createPod(world, claim, { name: 'quiet', annotations: { 'cloudburst.io/do-not-disrupt': 'true' } });
    const { kube, namespace } = world;
    await kube.create(volumeAttachments, {
      metadata: { name: `${namespace}-volume` },
      spec: {
        attacher: 'nobody.example',
        nodeName: claim.metadata.name,
        source: { persistentVolumeName: 'pv-of-nobody' },
      },
    });
    await world.until(
      'four running pods',
      async () => (await podsOn(world, claim)).filter(({ status }) => status?.phase === 'Running').length === 4,
    );

    await deleteClaim(world, claim);
    const held = /^pod \S+\/quiet asked by annotation/;
    await untilDrained(world, claim, { status: 'False', reason: 'DrainBlocked', message: held });
    await world.until('the workload to be evicted', async () => (await podsOn(world, claim)).length === 3);
    const before = await podsOn(world, claim);
    expect(before.map(({ metadata }) => metadata.deletionTimestamp)).toEqual([undefined, undefined, undefined]);

    await kube.patch(
      pods,
      { namespace, name: 'quiet' },
      { metadata: { annotations: { 'cloudburst.io/do-not-disrupt': null } } },
    );
    const detach = /^waiting for pv-of-nobody to be detached, until \S+ at most$/;
    await untilDrained(world, claim, { status: 'False', reason: 'Draining', message: detach });
    const after = await podsOn(world, claim);
    const everywhere = before.filter(({ metadata }) => metadata.name.startsWith('everywhere'));
    expect(after.map(({ metadata }) => metadata.uid)).toEqual(everywhere.map(({ metadata }) => metadata.uid));
    expect(await servers(world)).toBeGreaterThan(0);

    await kube.delete(volumeAttachments, { name: `${namespace}-volume` });
    await untilGone(world, claim);
    expect(await podsOn(world, claim)).toEqual([]);
    for (const name of ['everywhere', 'ordinary']) await kube.delete(daemonSets, { namespace, name });
  });

  it('does not wait for a Node that does not answer, and frees its pods when the machine is gone', async () => {
    await using world = await startWorld();
    const claim = await readyClaim(world, 600);
    await silence(world, claim);
    await world.until(
      'the Node to be silent',
      async () =>
        (await nodeOf(world, claim)).status?.conditions?.some(
          ({ type, status }) => type === 'Ready' && status !== 'True',
        ),
      60_000,
    );
    await deleteClaim(world, claim);
    await untilGone(world, claim);
    expect(await podsOn(world, claim)).toEqual([]);
    const reasons = (await world.events()).map(({ reason }) => reason);
    expect(reasons).toContain('DrainSkipped');
  });
});

/** A Ready claim with the workload's pod on it, of a pool whose drains may take so many seconds. */
async function readyClaim(world: World, terminationGracePeriodSeconds: number): Promise<NodeClaim> {
  await world.applyPool({
    pool: (spec) => ({ ...spec, disruption: { ...spec.disruption, terminationGracePeriodSeconds } }),
  });
  await world.scale(1);
  const [claim] = await world.untilReady(1);
  if (claim === undefined) throw new Error('no claim is Ready');
  return claim;
}

async function podsOn(world: World, claim: NodeClaim): Promise<readonly Pod[]> {
  return (await world.pods()).filter(({ spec }) => spec.nodeName === claim.metadata.name);
}

/** A small pod without an owner on the claim's Node. */
async function createPod(
  { kube, namespace }: World,
  claim: NodeClaim,
  metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> },
): Promise<void> {
  const spec = {
    nodeName: claim.metadata.name,
    terminationGracePeriodSeconds: 0,
    containers: [{ name: 'main', image: 'busybox:1.36' }],
  };
  await kube.create(pods, { metadata: { namespace, ...metadata }, spec });
}

async function createDaemonSet(
  { kube, namespace }: World,
  { name, tolerations = [] }: { readonly name: string; readonly tolerations?: Pod['spec']['tolerations'] },
): Promise<void> {
  const template = {
    metadata: { labels: { app: name } },
    spec: {
      nodeSelector: { 'cloudburst.io/nodepool': 'dr-nodepool' },
      terminationGracePeriodSeconds: 0,
      tolerations,
      containers: [{ name: 'main', image: 'busybox:1.36' }],
    },
  };
  const spec = { selector: { matchLabels: { app: name } }, template };
  await kube.create(daemonSets, { metadata: { namespace, name }, spec });
}
