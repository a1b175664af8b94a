import { describe, expect, it } from 'vitest';
import type { CollectGarbageInput, CollectGarbageResult } from '../../../src/contract/messages.ts';
import { clusterQueue, garbageScheduleId, workflowTypes } from '../../../src/contract/ids.ts';
import type { NodeClaim } from '../../../src/api/generated.ts';
import { nodeClaims } from '../../../src/kube/cloudburst-resources.ts';
import { nodes, secrets } from '../../../src/kube/core-resources.ts';
import { startWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';

const env = { CLOUDBURST_GARBAGE_COLLECTION_LEAST_AGE: '0s' };

describe('what is rented and nobody’s', () => {
  it('is deleted, disks and join token included, after three looks; what a claim owns is not', async () => {
    await using world = await startWorld({ env });
    await world.applyPool();
    await world.scale(1);
    const [kept] = await world.untilReady(1);
    await world.clouds.fault({
      id: 'refusing',
      provider: 'hetzner',
      operation: 'create-server',
      effect: { kind: 'sold-out' },
    });
    await world.scale(2);
    const both = await world.untilReady(2);
    const lost = both.find(({ metadata }) => metadata.uid !== kept?.metadata.uid);
    await world.scale(1);
    await disown(world, lost);

    expect(await collect(world, 'observe')).toMatchObject([{ removed: [] }, { removed: [lost?.status?.instanceID] }]);
    expect((await world.clouds.contents()).scaleway.servers, 'only looked at').toHaveLength(1);
    expect(await collect(world, 'delete')).toMatchObject([{ removed: [] }, { removed: [lost?.status?.instanceID] }]);
    const { hetzner, scaleway } = await world.clouds.contents();
    expect([scaleway.servers, scaleway.volumes, scaleway.ips]).toEqual([[], [], []]);
    expect(hetzner.servers).toHaveLength(1);
    const tokens = await world.kube.list(secrets, {
      namespace: 'kube-system',
      labelSelector: 'cloudburst.io/nodeclaim',
    });
    expect(tokens.items).toEqual([]);
    const events = await world.events();
    expect(events.find(({ reason }) => reason === 'GarbageRemoved')?.note).toContain(lost?.status?.instanceID);
  });

  it('is only told of while there is no claim at all', async () => {
    await using world = await startWorld({ env });
    await world.applyPool();
    await world.scale(1);
    const [claim] = await world.untilReady(1);
    await world.scale(0);
    await disown(world, claim);
    const [hetzner] = await collect(world, 'delete');
    expect(hetzner).toMatchObject({ removed: [], problem: expect.stringMatching(/no NodeClaim at all/) });
    expect((await world.clouds.contents()).hetzner.servers).toHaveLength(1);

    await world.controller.stop();
    await world.controller.start({ CLOUDBURST_GARBAGE_COLLECTION_WITHOUT_CLAIMS: 'true' });
    expect((await collect(world, 'delete'))[0]).toMatchObject({ removed: [claim?.status?.instanceID] });
  });

  it('is looked for on a schedule', async () => {
    await using world = await startWorld();
    const { spec, action } = await world.temporal.schedule.getHandle(garbageScheduleId).describe();
    expect(spec.intervals?.[0]?.every).toBe(600_000);
    expect(action).toMatchObject({ workflowType: workflowTypes.collectGarbage, taskQueue: clusterQueue });
  });
});

/** Takes a claim's finalizer and its Node away by force, as somebody in a hurry does; the machine is nobody's then. */
async function disown({ kube, controller, namespace, until }: World, claim: NodeClaim | undefined): Promise<void> {
  const key = { namespace, name: claim?.metadata.name ?? '' };
  await controller.stop();
  await kube.delete(nodeClaims, key);
  await kube.patch(nodeClaims, key, { metadata: { finalizers: [] } });
  const node = { name: claim?.status?.nodeName ?? '' };
  await kube.delete(nodes, node);
  await kube.patch(nodes, node, { metadata: { finalizers: [] } });
  await until('the claim is gone', async () => (await kube.find(nodeClaims, key)) === undefined);
  await controller.start();
}

/** Runs one search and gives what became of the accounts of this world, Hetzner's first. */
async function collect({ temporal, namespace }: World, mode: CollectGarbageInput['mode']) {
  const input: CollectGarbageInput = { mode, lookIntervalMs: 100 };
  const result: CollectGarbageResult = await temporal.workflow.execute(workflowTypes.collectGarbage, {
    workflowId: `${garbageScheduleId}-${namespace}-${performance.now()}`,
    taskQueue: clusterQueue,
    args: [input],
  });
  return result.accounts
    .filter(({ account }) => account.includes(`${namespace}/`))
    .toSorted((one, other) => one.account.localeCompare(other.account));
}
