import type { KubeObject, ObjectMeta } from './resource.ts';

/** Metadata without managed fields and annotations: what most projections of a store keep. */
export function slimMetadata(object: KubeObject): ObjectMeta {
  const { name, namespace, uid, resourceVersion, generation, creationTimestamp } = object.metadata;
  const { deletionTimestamp, labels, finalizers, ownerReferences } = object.metadata;
  return {
    name,
    uid,
    resourceVersion,
    creationTimestamp,
    ...(namespace !== undefined && { namespace }),
    ...(generation !== undefined && { generation }),
    ...(deletionTimestamp !== undefined && { deletionTimestamp }),
    ...(labels !== undefined && { labels }),
    ...(finalizers !== undefined && { finalizers }),
    ...(ownerReferences !== undefined && { ownerReferences }),
  };
}
