import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Listener } from '../http/listener.ts';
import { closeServer, listen, portOf } from '../http/listener.ts';
import { createRequestLog } from '../requests.ts';
import { createSelfSignedCertificate } from './certificate.ts';
import { startMockControl } from './control.ts';
import type { Proxy } from './proxy.ts';
import { createProxy } from './proxy.ts';
import type { MockRule } from './rules.ts';
import { bodyOf, countHit, findRule } from './rules.ts';
import type { MockState } from './state.ts';

/** How to run the API mock. Ports: 0 means any free one. */
export interface ApiMockOptions {
  /** Where the mock serves the API over TLS. */
  readonly listen: { readonly host: string; readonly port: number };
  /** The API behind it, `http:` or `https:`; only its origin counts, requests keep their path. */
  readonly upstream: string;
  readonly controlPort: number;
  /** Where the control endpoint listens; default 127.0.0.1. */
  readonly controlHost?: string;
  /** More host names and addresses for the certificate; `localhost`, 127.0.0.1, ::1 and the listen host are always there. */
  readonly hosts?: readonly string[];
  /** Clock in milliseconds since 1970; default: the machine's. */
  readonly now?: () => number;
}

/** A running API mock. */
export interface ApiMock {
  /** `https://<host>:<port>`. */
  readonly endpoint: string;
  /** `http://<host>:<port>`. */
  readonly controlEndpoint: string;
  /** The self-signed certificate, for clients that trust it by file. */
  readonly certificatePem: string;
  close(): Promise<void>;
}

/** Starts the fault proxy: requests that a rule fits get the rule's fault, all others go to the upstream unchanged. */
export async function startApiMock(options: ApiMockOptions): Promise<ApiMock> {
  const now = options.now ?? Date.now;
  const upstream = parseUpstream(options.upstream);
  const state: MockState = { rules: [], requests: createRequestLog() };
  const proxy = createProxy(upstream);
  const hosts = new Set(['localhost', '127.0.0.1', '::1', ...(options.hosts ?? [])]);
  if (!['0.0.0.0', '::'].includes(options.listen.host)) hosts.add(options.listen.host);
  const { certificatePem, keyPem } = createSelfSignedCertificate({ hosts: [...hosts], nowMs: now() });
  const server = createServer({ cert: certificatePem, key: keyPem }, (message, reply) => {
    void serve({ state, proxy, now }, message, reply);
  });
  server.keepAliveTimeout = 65_000;
  await listen(server, options.listen);
  const close = async (control?: Listener): Promise<void> => {
    await Promise.all([closeServer(server), control?.close()]);
    proxy.close();
  };
  try {
    const at = { host: options.controlHost ?? '127.0.0.1', port: options.controlPort };
    const control = await startMockControl(at, { state, certificatePem, now });
    return {
      endpoint: `https://${inUrl(options.listen.host)}:${portOf(server)}`,
      controlEndpoint: `http://${inUrl(at.host)}:${control.port}`,
      certificatePem,
      close: () => close(control),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function parseUpstream(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new Error(`The API mock's upstream is "${text}", give an http: or https: URL`);
}

/** A host as it stands in a URL: addresses for "every address" become this machine's own. */
function inUrl(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

interface Serving {
  readonly state: MockState;
  readonly proxy: Proxy;
  readonly now: () => number;
}

async function serve(serving: Serving, message: IncomingMessage, reply: ServerResponse): Promise<void> {
  const { state } = serving;
  const atMs = serving.now();
  const method = message.method ?? 'GET';
  const path = message.url ?? '/';
  const rule = findRule(state.rules, method, path.replace(/\?.*$/, ''));
  const record = (status: number | null): void => {
    const faults = rule === undefined ? [] : [rule.id];
    const operation = rule === undefined ? 'forwarded' : 'injected';
    const entry = { atMs, provider: 'api-mock', method, path, operation };
    state.requests.record({ ...entry, status, answered: status !== null, faults });
  };
  if (rule === undefined) return record(await serving.proxy.forward(message, reply));
  state.rules = countHit(state.rules, rule.id);
  record(rule.action === 'respond' ? rule.status : null);
  inject(rule, message, reply);
}

function inject(rule: MockRule, message: IncomingMessage, reply: ServerResponse): void {
  switch (rule.action) {
    case 'respond':
      // The body is read to its end first: a client that is still sending would see a broken connection instead of the answer.
      message.resume();
      message.once('end', () => {
        const body = bodyOf(rule);
        const length = rule.status === 204 ? {} : { 'content-length': Buffer.byteLength(body) };
        reply.writeHead(rule.status, { 'content-type': rule.contentType, ...length });
        reply.end(body);
      });
      return;
    case 'hang':
      message.resume();
      return;
    case 'reset':
      reply.socket?.destroy();
      return;
    default:
      rule.action satisfies never;
  }
}
