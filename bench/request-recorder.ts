import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request } from 'undici';
import { listen, plainHeaders, portOf, readBody } from '../src/simulation/http/listener.ts';

/** A request as it was sent, and the text of its answer. */
export interface RecordedExchange {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly answer: string;
}

/** Passes requests on and keeps them. */
export interface RequestRecorder extends AsyncDisposable {
  readonly endpoint: string;
  /** Everything since the last call, oldest first. */
  take(): readonly RecordedExchange[];
}

/** Headers that belong to one connection. */
const ownHeaders: ReadonlySet<string> = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);

/** A recorder before an API; `origin` has no path. */
export async function recordRequests(origin: string): Promise<RequestRecorder> {
  let kept: RecordedExchange[] = [];
  const server = createServer((message, reply) => {
    void passOn(origin, message).then(({ exchange, status, headers }) => {
      kept.push(exchange);
      reply.writeHead(status, headers).end(exchange.answer);
    });
  });
  await listen(server, { host: '127.0.0.1', port: 0 });
  return {
    endpoint: `http://127.0.0.1:${portOf(server)}`,
    take() {
      const taken = kept;
      kept = [];
      return taken;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

async function passOn(origin: string, message: IncomingMessage) {
  const body = String((await readBody(message)) ?? '');
  const method = message.method ?? 'GET';
  const path = message.url ?? '/';
  const headers = withoutOwn(plainHeaders(message));
  const answer = await request(origin + path, { method, headers, body: body === '' ? null : body });
  const text = await answer.body.text();
  const exchange: RecordedExchange = { method, path, headers, body, answer: text };
  return { exchange, status: answer.statusCode, headers: withoutOwn(answer.headers) };
}

function withoutOwn(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const entries = Object.entries(headers).filter(([name]) => !ownHeaders.has(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
