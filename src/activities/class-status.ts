import type { NodeClass, NodeClassStatus } from '../api/generated.ts';
import type { KubeClient } from '../kube/client-api.ts';
import { nodeClasses } from '../kube/cloudburst-resources.ts';
import { ConflictError } from '../kube/errors.ts';

/** More conflicts in a row than this mean that something writes in a loop. */
const mostConflicts = 10;

/**
 * Changes the status of a class from a fresh read, and again when somebody else was quicker. A change that gives undefined, and a
 * class that is gone or was made anew, leave everything as it is. Says whether something was written.
 */
export async function changeClassStatus(
  kube: KubeClient,
  nodeClass: NodeClass,
  change: (status: NodeClassStatus) => NodeClassStatus | undefined,
): Promise<boolean> {
  const { namespace, name, uid } = nodeClass.metadata;
  const key = { namespace: namespace ?? 'default', name };
  for (let conflicts = 0; ; conflicts += 1) {
    const current = await kube.find(nodeClasses, key);
    if (current === undefined || current.metadata.uid !== uid) return false;
    const status = change(current.status ?? {});
    if (status === undefined) return false;
    try {
      await kube.patch(
        nodeClasses,
        key,
        { metadata: { resourceVersion: current.metadata.resourceVersion }, status },
        { subresource: 'status' },
      );
      return true;
    } catch (error) {
      if (!(error instanceof ConflictError) || conflicts >= mostConflicts) throw error;
    }
  }
}
