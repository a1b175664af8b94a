import type { KubeClient, KubePatch, PatchOptions } from './client-api.ts';
import { ConflictError, NotFoundError } from './errors.ts';
import type { KubeObject, ObjectKey, Resource } from './resource.ts';

/** Names one object for good: one that was made anew under the same name has another UID. */
export interface ObjectRef extends ObjectKey {
  readonly uid: string;
}

/** The merge patch that follows from an object as it was read; undefined means that nothing is to be written. */
export type ObjectChange<T extends KubeObject> = (current: T) => KubePatch<T> | undefined;

/** What is changed. */
export interface ChangeTarget<T extends KubeObject> extends Pick<PatchOptions, 'subresource'> {
  readonly resource: Resource<T>;
  readonly ref: ObjectRef;
}

/** More conflicts in a row than this mean that something writes in a loop. */
const mostConflicts = 10;

/**
 * Changes one object with the version it was read at as precondition, and again from a fresh read when somebody else was quicker.
 * Gives the object as it stands afterwards, or undefined when it is gone.
 */
export async function changeObject<T extends KubeObject>(
  kube: Pick<KubeClient, 'find' | 'patch'>,
  { resource, ref, ...options }: ChangeTarget<T>,
  change: ObjectChange<T>,
): Promise<T | undefined> {
  for (let conflicts = 0; ; conflicts += 1) {
    const current = await kube.find(resource, ref);
    if (current?.metadata.uid !== ref.uid) return undefined;
    const patch = change(current);
    if (patch === undefined) return current;
    try {
      const { resourceVersion } = current.metadata;
      return await kube.patch(resource, ref, patch, { ...options, resourceVersion });
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      if (!(error instanceof ConflictError) || conflicts >= mostConflicts) throw error;
    }
  }
}

/** The reference by which an object is changed. */
export function refOf(object: KubeObject): ObjectRef {
  const { namespace, name, uid } = object.metadata;
  return { ...(namespace === undefined ? {} : { namespace }), name, uid };
}
