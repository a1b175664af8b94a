import type { KubeClient } from '../kube/client-api.ts';
import { pods } from '../kube/core-resources.ts';
import { ConflictError, KubeError, NotFoundError } from '../kube/errors.ts';
import { keyOf } from '../kube/resource.ts';
import type { Pod } from '../kube/types.ts';
import type { BlockedPod } from '../planning/drain-progress.ts';
import type { PodDeletion } from '../planning/drain.ts';

/**
 * Asks for the eviction of each pod and gives those that the API server refused for now: a PodDisruptionBudget forbids it (429), two of
 * them claim the pod (500), or its namespace is going (403). A pod that is gone, or another one under its name, is success.
 */
export async function evictPods(kube: KubeClient, evicted: readonly Pod[]): Promise<readonly BlockedPod[]> {
  const answers = await Promise.all(evicted.map((pod) => evict(kube, pod)));
  return answers.filter((answer) => answer !== undefined);
}

async function evict(kube: KubeClient, pod: Pod): Promise<BlockedPod | undefined> {
  const { namespace, name, uid } = pod.metadata;
  const body = {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { namespace, name },
    deleteOptions: { preconditions: { uid } },
  };
  try {
    await kube.createSubresource(pods, keyOf(pod), { subresource: 'eviction', body });
    return undefined;
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof ConflictError) return undefined;
    // Without a code nobody answered, and the whole pass is tried again.
    if (!(error instanceof KubeError) || error.code === undefined) throw error;
    return { pod, message: error.causeMessages[0] ?? error.message };
  }
}

/** Deletes pods without asking their PodDisruptionBudgets. */
export async function deletePods(kube: KubeClient, deletions: readonly PodDeletion[]): Promise<void> {
  await Promise.all(
    deletions.map(({ pod, gracePeriodSeconds }) =>
      kube.delete(pods, keyOf(pod), { uid: pod.metadata.uid, gracePeriodSeconds }),
    ),
  );
}
