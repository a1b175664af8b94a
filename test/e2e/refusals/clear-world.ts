import { nodeClasses, nodePools } from '../../../src/kube/cloudburst-resources.ts';
import { pods } from '../../../src/kube/core-resources.ts';
import { deployments } from '../world/deployments.ts';
import type { World } from '../world/world.ts';

/** Makes a world empty for the next case: no fault, workload, pool, claim and machine, and a class without marks. */
export async function clearWorld(world: World): Promise<void> {
  const { kube, namespace } = world;
  await world.clouds.control('DELETE', '/faults');
  await kube.delete(deployments, { namespace, name: 'dr-workload' });
  await kube.delete(nodePools, { namespace, name: 'dr-nodepool' });
  for (const { metadata } of await world.pods())
    await kube.delete(pods, { namespace, name: metadata.name }, { gracePeriodSeconds: 0 });
  await world.until(
    'no claim and no pod',
    async () => (await world.claims()).length === 0 && (await world.pods()).length === 0,
    60_000,
  );
  await kube.delete(nodeClasses, { namespace, name: 'dr-nodeclass' });
  await world.until(
    'no pool and no class',
    async () =>
      (await kube.list(nodePools, { namespace })).items.length === 0 &&
      (await kube.list(nodeClasses, { namespace })).items.length === 0,
  );
  const { hetzner, scaleway } = await world.clouds.contents();
  if (hetzner.servers.length + scaleway.servers.length > 0)
    throw new Error('a machine is left although every claim is gone');
}
