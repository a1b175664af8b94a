import { createHash } from 'node:crypto';
import type { RequestOptions } from 'node:https';
import { Agent, ProxyAgent } from 'undici';
import type { Dispatcher } from 'undici';
import type { KubeConfigSource } from './kube-config.ts';

/** Credentials are read again after this time: a projected service-account token rotates about every hour. */
const credentialsTtlMs = 10_000;
/** Below the API server's idle timeout of 90 s, so that a request never meets a socket that is just being closed. */
const keepAliveMs = 30_000;

/** Everything that one request needs besides its path. */
export interface Connection {
  readonly origin: string;
  /** Path prefix of the server URL, without a slash at its end. */
  readonly basePath: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly dispatcher: Dispatcher;
  /** True when the credentials were read for this very call. */
  readonly fresh: boolean;
}

/** Hands out connections over one shared agent, which is replaced when CA, certificate or key change. */
export interface Connector {
  connect(): Promise<Connection>;
  /** Reads the credentials again at the next call. */
  forget(): void;
  /** Waits for open requests, then closes all sockets. */
  close(): Promise<void>;
}

/** Makes a connector. client-node itself opens a new TLS connection for every call: 200 calls, 200 handshakes. */
export function createConnector(config: KubeConfigSource, now: () => number): Connector {
  let agent: { readonly fingerprint: string; readonly dispatcher: Dispatcher } | undefined;
  let current: { readonly connection: Promise<Connection>; readonly readAtMs: number } | undefined;

  const read = async (): Promise<Connection> => {
    const cluster = config.getCurrentCluster();
    if (cluster === null) throw new Error('Kubeconfig names no cluster; set its current-context');
    const options: RequestOptions = { headers: {} };
    await config.applyToHTTPSOptions(options);
    const fingerprint = fingerprintOf(options, cluster.proxyUrl);
    if (agent?.fingerprint !== fingerprint) {
      // Open requests finish on the old sockets; a failure to close them is nobody's business.
      agent?.dispatcher.close().catch(() => undefined);
      agent = { fingerprint, dispatcher: createDispatcher(options, cluster.proxyUrl) };
    }
    const url = new URL(cluster.server);
    const basePath = url.pathname.replace(/\/+$/, '');
    return { origin: url.origin, basePath, headers: headersOf(options), dispatcher: agent.dispatcher, fresh: true };
  };

  return {
    connect: async () => {
      if (current !== undefined && now() - current.readAtMs < credentialsTtlMs) {
        return { ...(await current.connection), fresh: false };
      }
      const reading = { connection: read(), readAtMs: now() };
      current = reading;
      // A failed read is not remembered: the next call tries again.
      reading.connection.catch(() => (current = current === reading ? undefined : current));
      return reading.connection;
    },
    forget: () => {
      current = undefined;
      config.forgetCredentials?.();
    },
    close: async () => {
      await agent?.dispatcher.close();
    },
  };
}

function createDispatcher(options: RequestOptions, proxyUrl: string | undefined): Dispatcher {
  const { ca, cert, key, passphrase, servername, rejectUnauthorized } = options;
  const tls = definedOnly({ ca, cert, key, passphrase, servername, rejectUnauthorized });
  // HTTP/1.1 on purpose: with HTTP/2 one dead connection would take all watches and all calls with it.
  const common = { allowH2: false, keepAliveTimeout: keepAliveMs, keepAliveMaxTimeout: keepAliveMs } as const;
  if (proxyUrl === undefined || proxyUrl === '') {
    return new Agent({
      ...common,
      connect: { ...tls, timeout: 10_000, keepAlive: true, keepAliveInitialDelay: keepAliveMs },
    });
  }
  if (!/^https?:/.test(proxyUrl)) {
    throw new Error('proxy-url of the kubeconfig is not an http or https URL; other proxies are not supported');
  }
  return new ProxyAgent({ ...common, uri: proxyUrl, requestTls: tls });
}

function headersOf(options: RequestOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (value !== undefined) headers[name.toLowerCase()] = String(value).trim();
  }
  if (typeof options.auth === 'string') {
    headers['authorization'] = `Basic ${Buffer.from(options.auth).toString('base64')}`;
  }
  return headers;
}

function fingerprintOf(options: RequestOptions, proxyUrl: string | undefined): string {
  const { ca, cert, key, servername, rejectUnauthorized } = options;
  // oxlint-disable-next-line typescript/no-base-to-string -- they are texts and buffers, whose content a string shows
  const parts = [ca, cert, key, servername, rejectUnauthorized, proxyUrl].map((part) => String(part));
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function definedOnly<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
