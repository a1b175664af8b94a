import type { KubeClient, ListOptions, ObjectList } from './client-api.ts';
import { GoneError, KubeError, NotFoundError } from './errors.ts';
import type { KubeObject, Resource } from './resource.ts';
import { collectionPath, describe, objectPath, queryString } from './resource-path.ts';
import type { Transport } from './transport.ts';
import { trusted } from './trusted.ts';

/** How often a list begins again because its pages expired. */
const listAttempts = 3;

/** The reading half of a client. */
export function createReads(transport: Transport): Pick<KubeClient, 'get' | 'find' | 'list' | 'listPages' | 'getRaw'> {
  const get: KubeClient['get'] = async (resource, key, call) => {
    const act = `getting ${describe(resource, key)}`;
    return trusted(await transport.sendJson({ ...call, method: 'GET', path: objectPath(resource, key), act }));
  };
  return {
    get,
    find: async (resource, key, call) => {
      try {
        return await get(resource, key, call);
      } catch (error) {
        if (error instanceof NotFoundError) return undefined;
        throw error;
      }
    },
    list: (resource, call = {}) => listAll(() => readPages(transport, resource, call)),
    listPages: (resource, call = {}) => readPages(transport, resource, call),
    getRaw: (path, call) => transport.sendText({ ...call, method: 'GET', path, act: `getting ${path}` }),
  };
}

interface RawList<T> {
  readonly items?: readonly T[];
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
}

async function* readPages<T extends KubeObject>(
  transport: Transport,
  resource: Resource<T>,
  call: ListOptions,
): AsyncGenerator<ObjectList<T>> {
  const { namespace, labelSelector, fieldSelector, limit = 500, signal, timeoutMs } = call;
  const act = `listing ${resource.plural}`;
  let next: string | undefined;
  do {
    const query = queryString({ labelSelector, fieldSelector, limit, continue: next });
    const path = `${collectionPath(resource, namespace)}${query}`;
    const page: RawList<T> = trusted(await transport.sendJson({ method: 'GET', path, act, signal, timeoutMs }));
    const resourceVersion = page.metadata?.resourceVersion;
    if (!Array.isArray(page.items) || resourceVersion === undefined) {
      throw new KubeError(`Error ${act}: the answer is not a list; check the server address of the kubeconfig`);
    }
    yield { items: page.items, resourceVersion };
    next = page.metadata?.continue;
  } while (next !== undefined && next !== '');
}

async function listAll<T>(readOnce: () => AsyncIterable<ObjectList<T>>): Promise<ObjectList<T>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await collect(readOnce());
    } catch (error) {
      if (!(error instanceof GoneError) || attempt >= listAttempts) throw error;
    }
  }
}

async function collect<T>(pages: AsyncIterable<ObjectList<T>>): Promise<ObjectList<T>> {
  const items: T[] = [];
  let resourceVersion = '';
  for await (const page of pages) {
    // Not push(...page.items): a spread of 150 000 objects overflows the stack.
    for (const item of page.items) items.push(item);
    resourceVersion = page.resourceVersion;
  }
  return { items, resourceVersion };
}
