import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';

/** How the broker behaves. `down` refuses connections, `slow` never answers. */
export type BrokerMood = 'down' | 'slow' | 'garbage' | { readonly recommendations: readonly object[] };

/** A CloudBroker that misbehaves as it is told. */
export interface StubBroker extends AsyncDisposable {
  readonly url: string;
  be(mood: BrokerMood): Promise<void>;
}

/** Prepares a broker on a free port of 127.0.0.1; it is down. */
export async function createStubBroker(port: number): Promise<StubBroker> {
  let mood: BrokerMood = 'down';
  const server = createServer((_request, response) => answer(mood, response));
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return {
    url: `http://127.0.0.1:${port}`,
    async be(next) {
      mood = next;
      if (next === 'down') return close();
      if (!server.listening) await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    },
    [Symbol.asyncDispose]: close,
  };
}

function answer(mood: BrokerMood, response: ServerResponse): void {
  if (mood === 'down' || mood === 'slow') return;
  const isGarbage = mood === 'garbage';
  response.writeHead(200, { 'content-type': isGarbage ? 'text/html' : 'application/json' });
  response.end(isGarbage ? '<html>It works!</html>' : JSON.stringify(mood));
}
