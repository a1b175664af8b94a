import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { Agent } from 'undici';
import type { Dispatcher } from 'undici';
import { parseFailure } from '../../../kube/api-status.ts';
import { ApiUnreachableError, NotFoundError, errorFromStatus } from '../../../kube/errors.ts';
import { trusted } from '../../../kube/trusted.ts';
import { parseWatchLine, readLines } from '../../../kube/watch-stream.ts';
import type { RawWatchEvent } from '../../../kube/watch-stream.ts';
import type { NetworkLink } from './network-link.ts';
import type { Processor } from './processor.ts';

/** How a machine reaches the API server, and as whom. */
export interface ApiAccess {
  readonly server: string;
  /** PEM; nothing else is trusted. */
  readonly ca: string;
  /** Nobody: an anonymous call. */
  readonly credentials:
    | { readonly kind: 'anonymous' }
    | { readonly kind: 'token'; readonly token: string }
    | { readonly kind: 'certificate'; readonly certificatePem: string; readonly privateKeyPem: string };
}

/** The machine that calls. Frozen, it sends nothing and takes nothing in; without network, every call fails at once. */
export interface Caller {
  readonly processor: Pick<Processor, 'awake'>;
  readonly link: Pick<NetworkLink, 'signal'>;
}

/** A patch and its type: `merge` (RFC 7386) or Kubernetes' `strategic-merge`, in which conditions are merged by their type. */
export interface MachinePatch {
  readonly type: 'merge' | 'strategic-merge';
  readonly body: object;
}

/**
 * The Kubernetes API as one machine sees it: its own sockets, its own trust, its own credentials. Every method throws the
 * errors of src/kube/errors.ts, sends one request and has a deadline of about 20 s; a watch, 90 s of silence.
 */
export interface MachineApi {
  get<T>(path: string): Promise<T>;
  /** Undefined when it is not there. */
  find<T>(path: string): Promise<T | undefined>;
  post<T>(path: string, body: object): Promise<T>;
  patch<T>(path: string, patch: MachinePatch): Promise<T>;
  delete(path: string, options: object): Promise<void>;
  watch(path: string): AsyncIterable<RawWatchEvent>;
  /** Cuts all connections; what was under way fails. */
  destroy(): Promise<void>;
}

/** Makes the client; nothing is sent yet. Throws when the CA cannot be what a cluster gave out. */
export function createMachineApi(access: ApiAccess, caller: Caller): MachineApi {
  checkAuthorities(access.ca);
  const { credentials } = access;
  const certificate =
    credentials.kind === 'certificate' ? { cert: credentials.certificatePem, key: credentials.privateKeyPem } : {};
  const agent = new Agent({
    // One context for all sockets; each would make its own of the same parts.
    connect: { secureContext: createSecureContext({ ca: access.ca, ...certificate }), timeout: 10_000 },
    headersTimeout: 20_000,
    bodyTimeout: 90_000,
    keepAliveTimeout: 30_000,
    // One is the watch; a hundred machines share one API server.
    connections: 4,
  });
  const headers: Record<string, string> = {
    'user-agent': 'hollow-machine',
    accept: 'application/json',
    ...(credentials.kind === 'token' && { authorization: `Bearer ${credentials.token}` }),
  };
  const send = createSender({ agent, headers, server: access.server, caller });
  const json = async <T>(call: Call): Promise<T> => trusted<T>(JSON.parse(await (await send(call)).text()));
  return {
    get: (path) => json({ method: 'GET', path }),
    find: async (path) => {
      try {
        return await json({ method: 'GET', path });
      } catch (error) {
        if (error instanceof NotFoundError) return undefined;
        throw error;
      }
    },
    post: (path, body) => json({ method: 'POST', path, body }),
    patch: (path, { type, body }) =>
      json({ method: 'PATCH', path, body, contentType: `application/${type}-patch+json` }),
    delete: async (path, options) => {
      await (await send({ method: 'DELETE', path, body: options })).dump();
    },
    watch: async function* (path) {
      const act = `watching ${path.split('?')[0]}`;
      const stream = await send({ method: 'GET', path });
      for await (const line of readLines(stream)) {
        await caller.processor.awake();
        yield parseWatchLine(act, line);
      }
    },
    destroy: () => agent.destroy(),
  };
}

interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  readonly contentType?: string;
}

interface Sender {
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
  readonly server: string;
  readonly caller: Caller;
}

function createSender(sender: Sender): (call: Call) => Promise<Dispatcher.ResponseData['body']> {
  return async ({ method, path, body, contentType = 'application/json' }) => {
    const act = `${method} ${path.split('?')[0]}`;
    const { processor, link } = sender.caller;
    await processor.awake();
    const signal = link.signal();
    // The client looks at the signal only when it has a connection.
    if (signal.aborted) throw unreachable(act, signal.reason);
    const answer = await sender.agent
      .request({
        origin: sender.server,
        path,
        method,
        headers: { ...sender.headers, ...(body && { 'content-type': contentType }) },
        ...(body && { body: JSON.stringify(body) }),
        signal,
      })
      .catch((error: unknown) => {
        throw unreachable(act, error);
      });
    if (answer.statusCode < 300) return answer.body;
    throw errorFromStatus(act, parseFailure(answer.statusCode, await answer.body.text(), undefined));
  };
}

function unreachable(act: string, cause: unknown): ApiUnreachableError {
  const reason = cause instanceof Error ? cause.message : 'unknown failure';
  return new ApiUnreachableError(`Error sending ${act}: ${reason}`, undefined, { cause });
}

/**
 * Refuses a CA that was damaged. Stricter than kubeadm, deliberately: a trust anchor's own signature is checked by nobody,
 * so damage to those bytes would go unnoticed.
 */
function checkAuthorities(ca: string): void {
  const blocks = ca.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new Error('CA of the discovery file is no PEM certificate');
  for (const block of blocks) {
    const certificate = parseAuthority(block);
    if (certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey)) continue;
    if (certificate.subject !== certificate.issuer) continue;
    throw new Error('CA of the discovery file is damaged: its signature does not hold');
  }
}

function parseAuthority(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new Error('CA of the discovery file is damaged: it is no certificate');
  }
}
