import type { ObjectMeta, OwnerReference } from '../api/object-meta.ts';

export type { ObjectMeta, OwnerReference };

/** What every object has. Items of a list carry neither apiVersion nor kind. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
}

/** A kind of object and where the API server serves it. The type parameter is the shape of its objects. */
export interface Resource<T extends KubeObject> {
  /** Group and version, for example `v1` or `coordination.k8s.io/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Lower-case plural that stands in the URL. */
  readonly plural: string;
  readonly namespaced: boolean;
  /** Never present: it only ties the type parameter to the value. */
  readonly shape?: T;
}

/** Names one object of a resource. */
export interface ObjectKey {
  /** Required for namespaced resources, ignored for the others. */
  readonly namespace?: string;
  readonly name: string;
}

/** Metadata that a caller may give to a new object. */
export interface NewObjectMeta {
  readonly name?: string;
  /** Prefix for a name that the API server completes. */
  readonly generateName?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
}

/** An object to create: no server-made metadata; apiVersion and kind are filled in by the client. */
export type NewObject<T extends KubeObject> = Omit<T, 'apiVersion' | 'kind' | 'metadata' | 'status'> & {
  readonly metadata: NewObjectMeta;
};

/** The key of an object. */
export function keyOf(object: KubeObject): ObjectKey {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? { name } : { namespace, name };
}

/** A key as people write it: `namespace/name`, or `name` for a cluster-scoped object. */
export function formatKey(key: ObjectKey): string {
  return key.namespace === undefined ? key.name : `${key.namespace}/${key.name}`;
}
