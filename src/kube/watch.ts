import type { KubeClient, WatchEvent, WatchOptions } from './client-api.ts';
import type { KubeObject, Resource } from './resource.ts';
import { collectionPath, queryString } from './resource-path.ts';
import { convertFailure } from './transport.ts';
import type { Transport } from './transport.ts';
import { trusted } from './trusted.ts';
import { parseWatchLine, readLines } from './watch-stream.ts';

/** The streaming part of a client. */
export function createWatch(transport: Transport): Pick<KubeClient, 'watch'> {
  return { watch: (resource, options) => watch(transport, resource, options) };
}

async function* watch<T extends KubeObject>(
  transport: Transport,
  resource: Resource<T>,
  options: WatchOptions,
): AsyncGenerator<WatchEvent<T>> {
  const { namespace, labelSelector, fieldSelector, resourceVersion, timeoutSeconds, idleTimeoutMs = 90_000 } = options;
  const query = {
    labelSelector,
    fieldSelector,
    resourceVersion,
    timeoutSeconds,
    watch: true,
    allowWatchBookmarks: true,
  };
  const path = `${collectionPath(resource, namespace)}${queryString(query)}`;
  const { signal, timeoutMs } = options;
  const request = { method: 'GET', path, act: `watching ${resource.plural}`, signal, timeoutMs } as const;
  const stream = await transport.openStream({ ...request, idleTimeoutMs });
  try {
    for await (const line of readLines(stream)) yield trusted(parseWatchLine(request.act, line));
  } catch (error) {
    throw convertFailure(request, error);
  } finally {
    stream.destroy();
  }
}
