import type { Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { ListenAddress } from '../domain/listen-address.ts';
import { formatListenAddress } from '../domain/listen-address.ts';

/** One thing that must be so before the process is ready. */
export interface ReadinessCheck {
  /** For example `temporal` or `informers`. */
  readonly name: string;
  /** Undefined when all is well, else why not; a rejection counts as why not. Must be quick: a kubelet waits one second. */
  readonly problem: () => string | undefined | Promise<string | undefined>;
}

/** A running health server. */
export interface HealthServer {
  readonly address: ListenAddress;
  close(): Promise<void>;
}

/**
 * Serves /livez (200 as long as the process answers) and /readyz (200, or 503 with a line for each check that fails).
 * Rejects when the address is taken.
 */
export async function startHealthServer(
  listen: ListenAddress,
  checks: () => readonly ReadinessCheck[],
): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://health');
    if (pathname === '/livez') return send(response, 200, 'ok\n');
    if (pathname !== '/readyz') return send(response, 404, 'try /livez or /readyz\n');
    void problemsOf(checks()).then((problems) => {
      if (problems.length === 0) return send(response, 200, 'ok\n');
      send(response, 503, problems.map((problem) => `${problem}\n`).join(''));
    });
  });
  await listening(server, listen);
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : listen.port;
  return { address: { host: listen.host, port }, close: () => closed(server) };
}

async function problemsOf(checks: readonly ReadinessCheck[]): Promise<readonly string[]> {
  const results = await Promise.all(checks.map(async (check) => [check.name, await problemOf(check)] as const));
  return results.flatMap(([name, problem]) => (problem === undefined ? [] : [`${name}: ${problem}`]));
}

async function problemOf(check: ReadinessCheck): Promise<string | undefined> {
  try {
    return await check.problem();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(text);
}

function listening(server: Server, listen: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const address = formatListenAddress(listen);
      reject(new Error(`Health cannot be served at ${address}; free it or set CLOUDBURST_HTTP_ADDRESS`, { cause }));
    });
    server.listen(listen.port, listen.host, resolve);
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
