import type { NodeClass } from '../api/generated.ts';
import { finalizers } from '../api/labels.ts';
import { failureTypes } from '../contract/failure-type.ts';
import { changeObject, refOf } from '../kube/change-object.ts';
import type { KubeClient } from '../kube/client-api.ts';
import { nodeClasses } from '../kube/cloudburst-resources.ts';
import { launchFailure } from './failures.ts';

/**
 * Makes sure, before anything is rented with the class, that it stays until everything rented with it is given back. Throws
 * RequestRefused when it is being deleted or gone.
 */
export async function holdClass(kube: KubeClient, nodeClass: NodeClass): Promise<void> {
  if (nodeClass.metadata.finalizers?.includes(finalizers.inUse)) return;
  const held = await changeObject(kube, { resource: nodeClasses, ref: refOf(nodeClass) }, ({ metadata }) => {
    const standing = metadata.finalizers ?? [];
    if (metadata.deletionTimestamp !== undefined || standing.includes(finalizers.inUse)) return undefined;
    return { metadata: { finalizers: [...standing, finalizers.inUse] } };
  });
  if (held !== undefined && held.metadata.deletionTimestamp === undefined) return;
  throw launchFailure({
    type: failureTypes.requestRefused,
    message: `NodeClass ${nodeClass.metadata.name} is being deleted, so nothing new is rented with it`,
    outcome: 'Refused',
  });
}
