import type { NodeClass, NodeClassStatus } from '../api/generated.ts';
import { changeObject, refOf } from '../kube/change-object.ts';
import type { KubeClient } from '../kube/client-api.ts';
import { nodeClasses } from '../kube/cloudburst-resources.ts';

/**
 * Changes the status of a class. A change that gives undefined, and a class that is gone or was made anew, leave everything as it
 * is. Says whether something was written.
 */
export async function changeClassStatus(
  kube: KubeClient,
  nodeClass: NodeClass,
  change: (status: NodeClassStatus) => NodeClassStatus | undefined,
): Promise<boolean> {
  let isWritten = false;
  const target = { resource: nodeClasses, ref: refOf(nodeClass), subresource: 'status' } as const;
  const changed = await changeObject(kube, target, (current) => {
    const status = change(current.status ?? {});
    isWritten = status !== undefined;
    return status && { status };
  });
  return changed !== undefined && isWritten;
}
