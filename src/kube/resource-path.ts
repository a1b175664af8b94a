import { formatKey } from './resource.ts';
import type { KubeObject, ObjectKey, Resource } from './resource.ts';

/** URL path of a collection: of one namespace, or of the whole cluster when none is given. */
export function collectionPath<T extends KubeObject>(resource: Resource<T>, namespace?: string): string {
  const group = resource.apiVersion.includes('/') ? `/apis/${resource.apiVersion}` : `/api/${resource.apiVersion}`;
  const scope = resource.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${group}${scope}/${resource.plural}`;
}

/** URL path of an object or of one of its subresources. Throws when a namespaced object is named without a namespace. */
export function objectPath<T extends KubeObject>(resource: Resource<T>, key: ObjectKey, subresource?: string): string {
  if (key.name === '') throw new Error(`Name of the ${resource.kind} is missing; give the name of one object`);
  if (resource.namespaced && !key.namespace) {
    throw new Error(`Namespace of ${resource.kind} ${key.name} is missing; ${resource.plural} live in namespaces`);
  }
  const path = `${collectionPath(resource, key.namespace)}/${encodeURIComponent(key.name)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}

/** Names an object, or one of its subresources, for messages: `pods default/web`, `pods/eviction default/web`. */
export function describe<T extends KubeObject>(resource: Resource<T>, key: ObjectKey, subresource?: string): string {
  const what = subresource === undefined ? resource.plural : `${resource.plural}/${subresource}`;
  return `${what} ${formatKey(key)}`;
}

/** A query string with its question mark, or nothing. Undefined values are left out. */
export function queryString(values: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, String(value));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
