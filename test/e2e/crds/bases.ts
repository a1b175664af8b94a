import type { Manifest } from '../manifests.ts';
import { patched, readManifests } from '../manifests.ts';

/** The example, with its placeholder replaced: the good manifests that each bad one differs from in one thing. */
export async function exampleManifests(): Promise<readonly Manifest[]> {
  const manifests = await readManifests('examples/dr-example.yaml');
  return manifests.map((manifest) => (manifest.kind === 'NodeClass' ? withAddress(manifest) : manifest));
}

/** The one example of a kind. */
export async function exampleOf(kind: 'NodePool' | 'NodeClass'): Promise<Manifest> {
  const found = (await exampleManifests()).find((manifest) => manifest.kind === kind);
  if (found === undefined) throw new Error(`examples/dr-example.yaml holds no ${kind}; put one in`);
  return found;
}

/** A claim as the watcher makes them. */
export function aNodeClaim(name: string): Manifest {
  return {
    apiVersion: 'cloudburst.io/v1alpha1',
    kind: 'NodeClaim',
    metadata: { name, namespace: 'default' },
    spec: {
      nodePoolRef: { name: 'dr-nodepool' },
      nodeClassRef: { name: 'dr-nodeclass' },
      resources: { requests: { cpu: '1500m', memory: '2Gi' } },
      requirements: [{ key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] }],
    },
  };
}

function withAddress(nodeClass: Manifest): Manifest {
  return patched(nodeClass, { spec: { join: { hostApiServer: 'https://100.64.0.1:6443' } } });
}
