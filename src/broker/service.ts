import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Offering } from '../domain/offering.ts';
import { answer, type BrokerAnswer, type BrokerQuery } from './routes.ts';
import type { Ranking } from './ranking.ts';

/** How the broker service listens and what it knows. */
export interface BrokerServiceOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** What can be bought now; a failure makes the answer 503. */
  readonly offerings: () => Promise<readonly Offering[]>;
  /** With it every request but GET /health must carry it as X-API-Key. */
  readonly apiKey?: string;
  /** Default: full price. */
  readonly ranking?: Ranking;
}

/** A broker that listens. */
export interface BrokerService {
  /** Base address, for example http://127.0.0.1:8000. */
  readonly url: string;
  close(): Promise<void>;
}

const mostBodyBytes = 64 * 1024;

/** Starts the broker behind CloudBroker's HTTP contract. Rejects when the port is taken. */
export async function startBrokerService(options: BrokerServiceOptions): Promise<BrokerService> {
  const server = createServer((incoming, response) => {
    void respond(incoming, response, options);
  });
  const host = options.host ?? '127.0.0.1';
  await listen(server, options.port, host);
  const address = server.address();
  return {
    url: `http://${bracketed(host)}:${isInternet(address) ? address.port : options.port}`,
    close: () => close(server),
  };
}

async function respond(
  incoming: IncomingMessage,
  response: ServerResponse,
  options: BrokerServiceOptions,
): Promise<void> {
  const { status, body } = await answerOrFailure(incoming, options);
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

async function answerOrFailure(incoming: IncomingMessage, options: BrokerServiceOptions): Promise<BrokerAnswer> {
  try {
    return await answer(await queryOf(incoming), options);
  } catch (error) {
    return error instanceof BodyTooLargeError ? { status: 413, body: { detail: error.message } } : unexpected;
  }
}

// The cause may hold a credential's echo; it is the embedder's to log.
const unexpected: BrokerAnswer = { status: 500, body: { detail: 'the broker failed; look into its log' } };

async function queryOf(incoming: IncomingMessage): Promise<BrokerQuery> {
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://broker');
  const key = incoming.headers['x-api-key'];
  return {
    method: incoming.method ?? 'GET',
    path: pathname,
    parameters: searchParams,
    body: await readBody(incoming),
    ...(typeof key === 'string' && { apiKey: key }),
  };
}

class BodyTooLargeError extends Error {}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    // The rest is read and dropped, since stopping here would reset the connection before the answer is out.
    if (size <= mostBodyBytes) chunks.push(bytes);
  }
  if (size > mostBodyBytes) throw new BodyTooLargeError('the body is larger than 64 KiB; send a smaller one');
  return Buffer.concat(chunks).toString('utf8');
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}

function isInternet(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
