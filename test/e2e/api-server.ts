import { readFile } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { parse } from 'yaml';

/** Any JSON object, as manifests and answers are. */
export interface Json {
  readonly [field: string]: unknown;
}

/** Who the request pretends to be; the caller needs the right to impersonate. */
export interface Impersonation {
  readonly user: string;
  readonly groups: readonly string[];
}

/** One request. Bodies are sent as JSON. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: Json | readonly unknown[];
  /** Default application/json. */
  readonly contentType?: string;
  readonly accept?: string;
  readonly as?: Impersonation;
}

/** Status code and parsed body. A refusal has its sentence in `message`. */
export interface ApiAnswer {
  readonly code: number;
  readonly body: Json;
  readonly message: string;
}

/** The plain API server, without the product's own client between test and answer. */
export interface ApiServer {
  send(request: ApiRequest): Promise<ApiAnswer>;
}

interface Credentials {
  readonly server: URL;
  readonly tls: { readonly ca: Buffer; readonly cert: Buffer; readonly key: Buffer };
}

/** Reaches the API server of a kubeconfig that holds client certificates, as those of kubeadm do. */
export async function openApiServer(kubeconfig: string): Promise<ApiServer> {
  const credentials = await readCredentials(kubeconfig);
  return { send: async (request) => exchange(credentials, request) };
}

async function readCredentials(path: string): Promise<Credentials> {
  const config = parse(await readFile(path, 'utf8'));
  const { cluster } = config.clusters[0];
  const { user } = config.users[0];
  const decode = (text: string): Buffer => Buffer.from(text, 'base64');
  return {
    server: new URL(cluster.server),
    tls: {
      ca: decode(cluster['certificate-authority-data']),
      cert: decode(user['client-certificate-data']),
      key: decode(user['client-key-data']),
    },
  };
}

function headersOf(request: ApiRequest): Record<string, string | string[]> {
  return {
    accept: request.accept ?? 'application/json',
    'content-type': request.contentType ?? 'application/json',
    ...(request.as && { 'impersonate-user': request.as.user, 'impersonate-group': [...request.as.groups] }),
  };
}

async function exchange({ server, tls }: Credentials, request: ApiRequest): Promise<ApiAnswer> {
  const text = request.body === undefined ? undefined : JSON.stringify(request.body);
  const { promise, resolve, reject } = Promise.withResolvers<ApiAnswer>();
  const outgoing = httpsRequest(new URL(request.path, server), {
    method: request.method,
    headers: headersOf(request),
    timeout: 20_000,
    ...tls,
  });
  outgoing.on('response', (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => resolve(answerOf(response.statusCode ?? 0, Buffer.concat(chunks).toString())));
    response.on('error', reject);
  });
  outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer to ${request.method} ${request.path}`)));
  outgoing.on('error', reject);
  outgoing.end(text);
  return promise;
}

function answerOf(code: number, text: string): ApiAnswer {
  const body: Json = text.startsWith('{') ? JSON.parse(text) : {};
  const message = body['kind'] === 'Status' && typeof body['message'] === 'string' ? body['message'] : '';
  return { code, body, message };
}
