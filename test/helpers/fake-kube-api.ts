import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { KubeConfigSource } from '../../src/kube/kube-config.ts';

/** One request as the fake received it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers one request in whatever way, or not at all. */
export type Answer = (response: ServerResponse, request: SeenRequest) => void;

/** A local HTTP server in the API server's place. Dispose of it at the end of the test. */
export interface FakeKubeApi extends AsyncDisposable {
  readonly config: KubeConfigSource;
  readonly requests: readonly SeenRequest[];
  /** Connections accepted so far. */
  readonly connections: () => number;
  /** Queues answers, one for each request to come; the last one stays. */
  answer(...answers: readonly Answer[]): void;
  /** Sets the answer by kind of request instead. */
  answerBy(choose: (request: SeenRequest) => Answer): void;
}

/** Starts the fake on a free port of 127.0.0.1. */
export async function startFakeKubeApi(): Promise<FakeKubeApi> {
  const requests: SeenRequest[] = [];
  let connections = 0;
  let choose = (_request: SeenRequest): Answer => json(500, { message: 'the test gave no answer' });
  const server = createServer((message, response) => {
    void receive(message).then((request) => {
      requests.push(request);
      choose(request)(response, request);
    });
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${portOf(server.address())}`;
  return {
    config: { getCurrentCluster: () => ({ server: url }), applyToHTTPSOptions: async () => undefined },
    requests,
    connections: () => connections,
    answer: (...answers) => {
      const queue = [...answers];
      choose = () => (queue.length > 1 ? queue.shift() : queue[0]) ?? json(500, {});
    },
    answerBy: (chooser) => (choose = chooser),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with JSON. */
export function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** Answers with a Status object, as the API server does for failures. */
export function status(code: number, fields: { readonly reason?: string; readonly message?: string } = {}): Answer {
  return json(code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, ...fields });
}

/** Begins a watch and sends lines; the stream stays open unless `end` says how it ends. */
export function stream(lines: readonly (object | string)[], end?: 'close' | 'reset'): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
    response.write(text === '' ? '' : `${text}\n`, () => {
      if (end === 'close') response.end();
      if (end === 'reset') setImmediate(() => response.socket?.resetAndDestroy());
    });
  };
}

/** Breaks the connection instead of answering. */
export const reset: Answer = (response) => {
  response.socket?.resetAndDestroy();
};

/** Never answers. */
export const silence: Answer = () => undefined;

async function receive(message: IncomingMessage): Promise<SeenRequest> {
  const url = new URL(message.url ?? '/', 'http://fake');
  const { method = '', headers } = message;
  return { method, path: url.pathname, query: url.searchParams, headers, body: await text(message) };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('Server listens on no port');
  return address.port;
}
