import { vi } from 'vitest';
import type { ApiServer } from '../api-server.ts';
import { applyManifests, readManifests } from '../manifests.ts';
import type { Manifest } from '../manifests.ts';

/** Applies crds/ and waits until the API server serves the three kinds. Applying again changes nothing. */
export async function installCrds(api: ApiServer): Promise<void> {
  const definitions = await readManifests('crds');
  await applyManifests(api, definitions);
  for (const definition of definitions) {
    await vi.waitFor(async () => {
      // The condition Established comes a moment before the first answer.
      const { code, message } = await api.send({ method: 'GET', path: collectionOfKind(definition) });
      if (code !== 200) throw new Error(`${definition.metadata.name} is not served yet: ${message}`);
    }, 20_000);
  }
}

function collectionOfKind({ metadata }: Manifest): string {
  const [plural, ...group] = metadata.name.split('.');
  return `/apis/${group.join('.')}/v1alpha1/${plural}`;
}
