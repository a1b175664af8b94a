import { secrets } from '../../../src/kube/core-resources.ts';
import type { World } from '../world/world.ts';

/** Writes a Secret with these values only, as `kubectl replace --force` would. */
export async function replaceSecret(
  world: World,
  name: string,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  const { kube, namespace } = world;
  const data = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
  );
  await kube.delete(secrets, { namespace, name });
  await kube.create(secrets, { metadata: { namespace, name }, data });
}
