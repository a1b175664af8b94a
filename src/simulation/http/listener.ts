import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server as SocketServer } from 'node:net';
import type { SelfSignedCertificate } from '../api-mock/certificate.ts';
import type { Answer, ApiRequest, ApiResponse } from './exchange.ts';
import { jsonResponse } from './exchange.ts';

/** Where and how a service listens. */
export interface ListenerOptions {
  readonly host: string;
  /** 0 means any free port. */
  readonly port: number;
  readonly handle: (request: ApiRequest) => Promise<Answer>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Serves over TLS with this certificate; default: plain HTTP. */
  readonly certificate?: SelfSignedCertificate | undefined;
}

/** A listening service. */
export interface Listener {
  readonly port: number;
  /** Stops listening and cuts every connection, hanging ones included. */
  close(): Promise<void>;
}

/** Largest request body that is read; longer ones are answered 413. */
const maxBodyBytes = 1024 * 1024;

/** Starts an HTTP service on the port. */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  const answer = (message: IncomingMessage, reply: ServerResponse): void => void serve(options, message, reply);
  const { certificate } = options;
  const server =
    certificate === undefined
      ? createServer(answer)
      : createTlsServer({ cert: certificate.certificatePem, key: certificate.keyPem }, answer);
  // Longer than the idle time of usual client pools, so that we never close under a request on its way.
  server.keepAliveTimeout = 65_000;
  await listen(server, options);
  return { port: portOf(server), close: () => closeServer(server) };
}

/** Makes the server listen, or rejects with what to change when the port is taken. */
export async function listen(
  server: SocketServer,
  at: { readonly host: string; readonly port: number },
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new Error(`Cannot listen on ${at.host}:${at.port}, choose another port or host`, { cause }));
    });
    server.listen(at.port, at.host, resolve);
  });
}

/** The port a server listens on; 0 when it does not. */
export function portOf(server: SocketServer): number {
  const address: AddressInfo | string | null = server.address();
  return address === null || typeof address === 'string' ? 0 : address.port;
}

/** Stops a server and cuts every connection. */
export async function closeServer(server: Pick<Server, 'close' | 'closeAllConnections'>): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Reads a message's body, or gives undefined when it is too long or the client went away. */
export async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of message) {
      const bytes = Buffer.from(chunk);
      length += bytes.length;
      if (length > maxBodyBytes) return undefined;
      chunks.push(bytes);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}

/** Headers with single values, names in lower case. */
export function plainHeaders(message: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

async function serve(options: ListenerOptions, message: IncomingMessage, reply: ServerResponse): Promise<void> {
  const receivedAtMs = options.now();
  const body = await readBody(message);
  if (body === undefined) return respond(reply, { kind: 'respond', response: tooLarge });
  const url = new URL(message.url ?? '/', 'http://simulation');
  const request: ApiRequest = {
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: plainHeaders(message),
    body,
    receivedAtMs,
  };
  respond(reply, await answerSafely(options, request));
}

async function answerSafely(options: ListenerOptions, request: ApiRequest): Promise<Answer> {
  try {
    return await options.handle(request);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    const response = jsonResponse(500, {
      error: { code: 'simulation_defect', message: `Simulation failed: ${reason}` },
    });
    return { kind: 'respond', response };
  }
}

const tooLarge = jsonResponse(413, { error: { code: 'request_too_large', message: 'Request body is too large' } });

function respond(reply: ServerResponse, answer: Answer): void {
  switch (answer.kind) {
    case 'respond':
      sendResponse(reply, answer.response);
      return;
    case 'hang':
      return;
    case 'reset':
      // A RST instead of a FIN: the client sees ECONNRESET, as from a real broken path.
      reply.socket?.resetAndDestroy();
      return;
    default:
      answer satisfies never;
  }
}

function sendResponse(reply: ServerResponse, { status, headers, body }: ApiResponse): void {
  // Status 204 has no length.
  if (status === 204) return void reply.writeHead(status, { ...headers }).end();
  const bytes = Buffer.from(body);
  reply.writeHead(status, { ...headers, 'content-length': bytes.length }).end(bytes);
}
