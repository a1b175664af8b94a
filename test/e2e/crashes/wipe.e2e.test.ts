import { afterEach, describe, expect, it } from 'vitest';
import type { NodeClaim } from '../../../src/api/generated.ts';
import { nodeClaims, nodeClasses, nodePools } from '../../../src/kube/cloudburst-resources.ts';
import { pods } from '../../../src/kube/core-resources.ts';
import { startWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { faultHits } from './fault-hits.ts';
import { ownTemporal } from './local-services.ts';

const hetznerPool = 'dr-nodepool';
const scalewayPool = 'scaleway-only';

describe('Temporal whose database is lost', () => {
  // Whatever a test did, the next one finds it running.
  afterEach(async () => (await ownTemporal()).start());

  it('costs no claim and makes none twice, in whatever phase they are: the objects say what is left to do', async () => {
    await using world = await startWorld();
    const { clouds } = world;
    await world.applyPool({ pool: (spec) => ({ ...spec, limits: { ...spec.limits, maxNodes: 10 } }) });
    await createScalewayPool(world);

    const ready = await claimOfPod(world, hetznerPool, 'Ready');
    const deleting = await claimOfPod(world, hetznerPool, 'Ready');
    await clouds.fault({
      id: 'kept',
      provider: 'hetzner',
      operation: 'delete-server',
      effect: { kind: 'error-before', status: 503 },
    });
    await remove(world, deleting);
    await clouds.fault({
      id: 'refused',
      provider: 'scaleway',
      operation: 'create-server',
      effect: { kind: 'sold-out' },
    });
    const pending = await claimOfPod(world, scalewayPool, 'Pending');
    await clouds.fault({ id: 'late', provider: 'hetzner', count: 1, effect: { kind: 'boots-late', ms: 30_000 } });
    const joining = await claimOfPod(world, hetznerPool, 'Joining');
    const unanswered = { id: 'unanswered', provider: 'hetzner', operation: 'create-server', count: 1 };
    await clouds.fault({ ...unanswered, effect: { kind: 'hang-after' } });
    const hitsBefore = await faultHits(clouds);
    const provisioning = await claimOfPod(world, hetznerPool, 'Provisioning');
    await world.until('its create on the way', async () => (await faultHits(clouds)) > hitsBefore);

    const temporal = await ownTemporal();
    await temporal.wipe();
    expect(await phases(world)).toEqual(['Deleting', 'Joining', 'Pending', 'Provisioning', 'Ready']);
    for (const id of ['kept', 'refused']) await clouds.control('DELETE', `/faults/${id}`);
    // What was sold out would be left alone for minutes.
    const key = { namespace: world.namespace, name: 'dr-nodeclass' };
    await world.kube.patch(nodeClasses, key, { status: { unavailableOfferings: [] } }, { subresource: 'status' });
    await temporal.start();

    const kept = [ready, pending, joining, provisioning].map(({ metadata }) => metadata.uid);
    await world.until(
      'four Ready claims',
      async () => (await phases(world)).join() === 'Ready,Ready,Ready,Ready',
      120_000,
    );
    expect((await world.claims()).map(({ metadata }) => metadata.uid).toSorted()).toEqual(kept.toSorted());
    const { hetzner, scaleway } = await clouds.contents();
    expect([hetzner.servers.length, scaleway.servers.length]).toEqual([3, 1]);
    expect(await clouds.requests('?operation=create-server&provider=hetzner'), 'none was asked for twice').toHaveLength(
      4,
    );
  }, 240_000);
});

/** A pool beside the example's that may rent at Scaleway only. */
async function createScalewayPool({ kube, namespace }: World): Promise<void> {
  const { spec } = await kube.get(nodePools, { namespace, name: hetznerPool });
  const requirements = { ...spec.requirements, allowedProviders: ['scaleway' as const] };
  const template = { labels: { 'cloudburst.io/nodepool': scalewayPool } };
  await kube.create(nodePools, {
    metadata: { namespace, name: scalewayPool },
    spec: { ...spec, requirements, template },
  });
}

/** Creates a pod that needs a node of the pool, and gives the claim that is made for it once it has come to the phase. */
async function claimOfPod(world: World, pool: string, phase: string): Promise<NodeClaim> {
  const { kube, namespace } = world;
  const known = new Set((await world.claims()).map(({ metadata }) => metadata.uid));
  const container = {
    name: 'workload',
    image: 'busybox:1.36',
    resources: { requests: { cpu: '1500m', memory: '2Gi' } },
  };
  const spec = {
    nodeSelector: { 'cloudburst.io/nodepool': pool },
    terminationGracePeriodSeconds: 0,
    containers: [container],
  };
  const name = `pod-${known.size}`;
  await kube.create(pods, { metadata: { namespace, name }, spec });
  const claim = await world.until(`a ${phase} claim of ${name}`, async () =>
    (await world.claims()).find(
      ({ metadata, status }) => !known.has(metadata.uid) && status?.phase === phase && isSettled(phase, status),
    ),
  );
  // Until it runs the next pod might land there, or it be left over when the claim is deleted.
  if (phase === 'Ready') {
    await world.until(`${name} to run on ${claim.metadata.name}`, async () =>
      (await world.pods()).some((pod) => pod.metadata.name === name && pod.spec.nodeName === claim.metadata.name),
    );
  }
  return claim;
}

/** A claim is Pending before its first attempt too; meant is the pause after a round. */
function isSettled(phase: string, status: NodeClaim['status']): boolean {
  return phase !== 'Pending' || (status?.attempts ?? []).some(({ outcome }) => outcome === 'Refused');
}

/** Deletes a claim whose pod is no longer wanted either. */
async function remove(world: World, claim: NodeClaim): Promise<void> {
  const { kube, namespace } = world;
  const { name, uid } = claim.metadata;
  const pod = (await world.pods()).find(({ spec }) => spec.nodeName === name);
  if (pod !== undefined) await kube.delete(pods, { namespace, name: pod.metadata.name });
  await kube.delete(nodeClaims, { namespace, name });
  await world.until('the claim to be deleted', async () =>
    (await world.claims()).find(({ metadata, status }) => metadata.uid === uid && status?.phase === 'Deleting'),
  );
}

async function phases(world: World): Promise<readonly (string | undefined)[]> {
  return (await world.claims()).map(({ status }) => status?.phase).toSorted();
}
