import { vi } from 'vitest';
import type { ApiServer } from '../api-server.ts';
import { applyManifests, collectionOf, readManifests } from '../manifests.ts';

/** Applies crds/ and waits until the API server serves the three kinds. Applying again changes nothing. */
export async function installCrds(api: ApiServer): Promise<void> {
  const definitions = await readManifests('crds');
  await applyManifests(api, definitions);
  for (const definition of definitions) {
    await vi.waitFor(async () => {
      const { body } = await api.send({
        method: 'GET',
        path: `${collectionOf(definition)}/${definition.metadata.name}`,
      });
      if (!isEstablished(body['status'])) throw new Error(`${definition.metadata.name} is not served yet`);
    }, 20_000);
  }
}

function isEstablished(status: unknown): boolean {
  if (typeof status !== 'object' || status === null || !('conditions' in status)) return false;
  const { conditions } = status;
  return (
    Array.isArray(conditions) &&
    conditions.some((condition) => condition.type === 'Established' && condition.status === 'True')
  );
}
