import type { DeleteOptions, KubeClient } from './client-api.ts';
import { ConflictError, NotFoundError } from './errors.ts';
import { keyOf } from './resource.ts';
import type { KubeObject, NewObjectMeta, Resource } from './resource.ts';
import { collectionPath, describe, objectPath, queryString } from './resource-path.ts';
import type { ApiRequest, Transport } from './transport.ts';
import { trusted } from './trusted.ts';

const patchContentTypes = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  // JSON is YAML.
  apply: 'application/apply-patch+yaml',
} as const;

type Writes = Pick<KubeClient, 'create' | 'patch' | 'replace' | 'delete' | 'createSubresource'>;

/** The writing half of a client. */
export function createWrites(transport: Transport): Writes {
  return {
    create: async (resource, object, call) => {
      const path = collectionPath(resource, namespaceOf(resource, object.metadata));
      const act = `creating ${describeNew(resource, object.metadata)}`;
      return trusted(await transport.sendJson({ ...call, method: 'POST', path, act, body: typed(resource, object) }));
    },
    patch: async (resource, key, patch, options = {}) => {
      const { subresource, type = 'merge', fieldManager, force, resourceVersion, signal, timeoutMs } = options;
      const path = `${objectPath(resource, key, subresource)}${queryString({ fieldManager, force })}`;
      const act = `patching ${describe(resource, key, subresource)}`;
      const body = atVersion(type === 'apply' ? typed(resource, patch) : patch, resourceVersion);
      const contentType = patchContentTypes[type];
      return trusted(await transport.sendJson({ method: 'PATCH', path, act, body, contentType, signal, timeoutMs }));
    },
    replace: async (resource, object, options = {}) => {
      const { subresource, ...call } = options;
      const path = objectPath(resource, keyOf(object), subresource);
      const act = `replacing ${describe(resource, keyOf(object), subresource)}`;
      return trusted(await transport.sendJson({ ...call, method: 'PUT', path, act, body: typed(resource, object) }));
    },
    delete: async (resource, key, options = {}) => {
      const { signal, timeoutMs } = options;
      const path = objectPath(resource, key);
      const request = { path, act: `deleting ${describe(resource, key)}`, signal, timeoutMs };
      try {
        await transport.sendText({ ...request, method: 'DELETE', body: deleteBody(options) });
      } catch (error) {
        if (error instanceof NotFoundError) return;
        if (error instanceof ConflictError && (await hasOtherUid(transport, request, options.uid))) return;
        throw error;
      }
    },
    createSubresource: (resource, key, request) => {
      const { subresource, ...call } = request;
      const act = `creating ${describe(resource, key, subresource)}`;
      return transport.sendJson({ ...call, method: 'POST', path: objectPath(resource, key, subresource), act });
    },
  };
}

function atVersion(patch: object, resourceVersion: string | undefined): object {
  if (resourceVersion === undefined) return patch;
  const metadata = 'metadata' in patch && typeof patch.metadata === 'object' ? patch.metadata : {};
  return { ...patch, metadata: { ...metadata, resourceVersion } };
}

function typed<T extends KubeObject>(resource: Resource<T>, object: object): object {
  return { apiVersion: resource.apiVersion, kind: resource.kind, ...object };
}

function namespaceOf<T extends KubeObject>(resource: Resource<T>, metadata: NewObjectMeta): string | undefined {
  if (!resource.namespaced || metadata.namespace) return metadata.namespace;
  throw new Error(`Namespace of a new ${resource.kind} is missing; set metadata.namespace`);
}

function describeNew<T extends KubeObject>(resource: Resource<T>, metadata: NewObjectMeta): string {
  const { namespace, name = `${metadata.generateName ?? ''}*` } = metadata;
  return describe(resource, namespace === undefined ? { name } : { namespace, name });
}

function deleteBody(options: DeleteOptions): object {
  const { uid, resourceVersion, gracePeriodSeconds, propagationPolicy } = options;
  const preconditions = uid !== undefined || resourceVersion !== undefined ? { uid, resourceVersion } : undefined;
  return { apiVersion: 'v1', kind: 'DeleteOptions', preconditions, gracePeriodSeconds, propagationPolicy };
}

/** True when the object that was meant is gone: another one took its name, or none did. The conflict says so only in words. */
async function hasOtherUid(
  transport: Transport,
  request: Omit<ApiRequest, 'method'>,
  uid: string | undefined,
): Promise<boolean> {
  if (uid === undefined) return false;
  try {
    const found: KubeObject = trusted(await transport.sendJson({ ...request, method: 'GET' }));
    return found.metadata.uid !== uid;
  } catch (error) {
    return error instanceof NotFoundError;
  }
}
