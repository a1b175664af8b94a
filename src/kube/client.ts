import type { KubeClient } from './client-api.ts';
import { createConnector } from './connection.ts';
import type { KubeConfigSource } from './kube-config.ts';
import { createReads } from './reads.ts';
import { createTransport } from './transport.ts';
import { createWatch } from './watch.ts';
import { createWrites } from './writes.ts';

export type { KubeClient } from './client-api.ts';

/** Settings of a client. */
export interface KubeClientOptions {
  /** Deadline of each call in milliseconds; default 30 000. */
  readonly timeoutMs?: number;
  /** Default `cloudburst`. */
  readonly userAgent?: string;
  /** Monotonic milliseconds, to know when credentials must be read again. */
  readonly now?: () => number;
}

/** Makes a client with one pool of kept-alive connections. Nothing is sent before the first call. */
export function createKubeClient(config: KubeConfigSource, options: KubeClientOptions = {}): KubeClient {
  const connector = createConnector(config, options.now ?? (() => performance.now()));
  const transport = createTransport(connector, {
    userAgent: options.userAgent ?? 'cloudburst',
    timeoutMs: options.timeoutMs ?? 30_000,
  });
  return {
    ...createReads(transport),
    ...createWrites(transport),
    ...createWatch(transport),
    close: () => connector.close(),
  };
}
