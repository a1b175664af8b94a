import type { KubeClient } from '../kube/client-api.ts';
import { persistentVolumeClaims, volumeAttachments } from '../kube/core-resources.ts';
import type { Pod } from '../kube/types.ts';

/**
 * Names of the volumes that are still attached to the node and will be detached now that its pods are gone. A machine that goes with
 * a volume attached keeps that volume from its next pod for minutes. Volumes of pods that stay are not waited for.
 */
export async function attachedVolumes(
  kube: KubeClient,
  nodeName: string,
  staying: readonly Pod[],
): Promise<readonly string[]> {
  const { items } = await kube.list(volumeAttachments);
  const attached = items.filter(({ spec }) => spec.nodeName === nodeName);
  if (attached.length === 0) return [];
  const kept = new Set(await volumesOf(kube, staying));
  return attached
    .map(({ spec, metadata }) => spec.source.persistentVolumeName ?? metadata.name)
    .filter((volume) => !kept.has(volume))
    .toSorted();
}

async function volumesOf(kube: KubeClient, pods: readonly Pod[]): Promise<readonly (string | undefined)[]> {
  const claims = pods.flatMap(({ metadata, spec }) =>
    (spec.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
      // The claim of an ephemeral volume is named after pod and volume.
      const claimName = persistentVolumeClaim?.claimName ?? (ephemeral && `${metadata.name}-${name}`);
      return claimName === undefined ? [] : [{ namespace: metadata.namespace ?? 'default', name: claimName }];
    }),
  );
  const found = await Promise.all(claims.map((key) => kube.find(persistentVolumeClaims, key)));
  return found.map((claim) => claim?.spec.volumeName);
}
