import type { RequestOptions } from 'node:https';

/**
 * Where the API server is and how to log in. `KubeConfig` of @kubernetes/client-node is one;
 * `loadKubeConfig` makes one without the 80 MB of generated models that importing that class costs.
 */
export interface KubeConfigSource {
  /** Server URL (a path prefix is kept) and optional HTTP proxy; null when no cluster is chosen. */
  getCurrentCluster(): { readonly server: string; readonly proxyUrl?: string } | null;
  /** Fills in headers, ca, cert, key, auth, servername and rejectUnauthorized, read afresh. */
  applyToHTTPSOptions(options: RequestOptions): Promise<void>;
  /** Forgets cached credentials, because the API server refused them. */
  forgetCredentials?(): void;
}
