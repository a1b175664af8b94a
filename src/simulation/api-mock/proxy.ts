import type { IncomingHttpHeaders, IncomingMessage, RequestOptions, ServerResponse } from 'node:http';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** Hands requests on to one upstream. */
export interface Proxy {
  /** Hands one request on and its answer back, both as streams. Gives the status, or null when the client went away. */
  forward(message: IncomingMessage, reply: ServerResponse): Promise<number | null>;
  /** Cuts the idle connections. */
  close(): void;
}

/** Headers that belong to one connection (RFC 9110, 7.6.1); they are not handed on. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
]);

/** A proxy to the origin of an `http:` or `https:` URL; its path is ignored, requests keep their own. */
export function createProxy(upstream: URL): Proxy {
  const isSecure = upstream.protocol === 'https:';
  const agent = isSecure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const send = isSecure ? httpsRequest : httpRequest;
  return {
    close: () => agent.destroy(),
    forward: (message, reply) =>
      new Promise((resolve) => {
        const options: RequestOptions = {
          agent,
          host: upstream.hostname.replace(/^\[|\]$/g, ''),
          port: upstream.port === '' ? undefined : upstream.port,
          method: message.method,
          path: message.url,
          headers: { ...handedOn(message.headers), host: upstream.host },
        };
        const onward = send(options, (answer) => {
          reply.writeHead(answer.statusCode ?? 502, handedOn(answer.headers));
          answer.pipe(reply);
          answer.once('error', () => reply.destroy());
          answer.once('close', () => resolve(answer.statusCode ?? 502));
        });
        onward.once('error', (error) => resolve(refuse(reply, error)));
        // A client that gives up must not keep the upstream busy.
        reply.once('close', () => {
          if (!reply.writableFinished) onward.destroy();
        });
        message.pipe(onward);
      }),
  };
}

function handedOn(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !hopByHop.has(name) && !named.includes(name)) kept[name] = value;
  }
  return kept;
}

function refuse(reply: ServerResponse, error: Error): number | null {
  if (reply.headersSent || reply.destroyed) {
    reply.destroy();
    return null;
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  const message = `the API mock cannot reach its upstream (${code}), check --upstream`;
  reply.writeHead(502, { 'content-type': 'application/json' });
  reply.end(JSON.stringify({ error: { code: 'bad_gateway', message, details: null } }));
  return 502;
}
