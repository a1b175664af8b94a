import { formatKey, keyOf } from './resource.ts';
import type { KubeObject, ObjectKey } from './resource.ts';

/** One change of a store. `previous` is absent when the object is new. */
export type StoreChange<P> =
  | { readonly type: 'upsert'; readonly object: P; readonly previous?: P }
  | { readonly type: 'delete'; readonly object: P };

/** Objects by key. */
export type ObjectsByKey<P> = ReadonlyMap<string, P>;

/** Text that identifies an object within its resource. */
export function storeKey(key: ObjectKey): string {
  return formatKey(key);
}

/** Objects of a list by their key. */
export function byKey<P extends KubeObject>(objects: Iterable<P>): Map<string, P> {
  const result = new Map<string, P>();
  for (const object of objects) result.set(storeKey(keyOf(object)), object);
  return result;
}

/** What a fresh list changes: deletions first, then new and changed objects. An unchanged version is no change. */
export function diffRelist<P extends KubeObject>(before: ObjectsByKey<P>, after: ObjectsByKey<P>): StoreChange<P>[] {
  const changes: StoreChange<P>[] = [];
  for (const [key, object] of before) {
    // A name that was given to another object in between is a deletion and a creation.
    if (after.get(key)?.metadata.uid !== object.metadata.uid) changes.push({ type: 'delete', object });
  }
  for (const [key, object] of after) {
    const previous = before.get(key);
    if (previous?.metadata.uid !== object.metadata.uid) changes.push({ type: 'upsert', object });
    else if (previous.metadata.resourceVersion !== object.metadata.resourceVersion) {
      changes.push({ type: 'upsert', object, previous });
    }
  }
  return changes;
}

/** Applies one watch event to the objects and says what changed; deleting what is not there changes nothing. */
export function applyEvent<P extends KubeObject>(
  objects: Map<string, P>,
  event: { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: P },
): StoreChange<P>[] {
  const key = storeKey(keyOf(event.object));
  const previous = objects.get(key);
  if (event.type === 'DELETED') {
    return objects.delete(key) ? [{ type: 'delete', object: event.object }] : [];
  }
  objects.set(key, event.object);
  if (previous === undefined) return [{ type: 'upsert', object: event.object }];
  if (previous.metadata.uid === event.object.metadata.uid) return [{ type: 'upsert', object: event.object, previous }];
  return [
    { type: 'delete', object: previous },
    { type: 'upsert', object: event.object },
  ];
}
