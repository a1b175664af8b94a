import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { parseFailure, parseJson } from './api-status.ts';
import type { Connection, Connector } from './connection.ts';
import { ApiUnreachableError, KubeError, errorFromStatus } from './errors.ts';

/** One HTTP exchange with the API server. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute path with its query. */
  readonly path: string;
  /** What is being done, for messages: `getting pods default/web`. */
  readonly act: string;
  readonly body?: unknown;
  /** Default `application/json`. */
  readonly contentType?: string;
  /** Ends the exchange early; its reason is thrown as it is. */
  readonly signal?: AbortSignal | undefined;
  /** Deadline for the whole exchange, in milliseconds; default: the transport's. */
  readonly timeoutMs?: number | undefined;
}

/** A request for a stream: the deadline holds for the answer's head, `idleTimeoutMs` between any two chunks. */
export interface StreamRequest extends ApiRequest {
  readonly idleTimeoutMs: number;
}

type Answer = Dispatcher.ResponseData<unknown>;

/** Sends requests and turns every failure into a typed error. Never retries, but for a 401 to cached credentials. */
export interface Transport {
  /** The body as text. */
  sendText(request: ApiRequest): Promise<string>;
  /** The body as JSON. */
  sendJson(request: ApiRequest): Promise<unknown>;
  /** The body as it comes; the caller destroys it. */
  openStream(request: StreamRequest): Promise<Readable>;
}

/** Name and default deadline (milliseconds) of a transport. */
export interface TransportOptions {
  readonly userAgent: string;
  readonly timeoutMs: number;
}

/** Makes a transport over a connector. */
export function createTransport(connector: Connector, defaults: TransportOptions): Transport {
  const { userAgent } = defaults;
  const dispatch = async (request: ApiRequest, options: Partial<Dispatcher.RequestOptions>): Promise<Answer> => {
    const connection = await connector.connect();
    const answer = await exchange({ connection, request, options, userAgent });
    if (answer.statusCode !== 401 || connection.fresh) return answer;
    // Nothing was done with a refused credential, so asking once more with a new one is safe even for writes.
    connector.forget();
    await answer.body.dump();
    return exchange({ connection: await connector.connect(), request, options, userAgent });
  };

  const sendText = async (request: ApiRequest): Promise<string> => {
    const timeoutMs = request.timeoutMs ?? defaults.timeoutMs;
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = request.signal === undefined ? timeout : AbortSignal.any([request.signal, timeout]);
    try {
      const answer = await dispatch(request, { signal });
      const text = await answer.body.text();
      if (answer.statusCode < 300) return text;
      throw failureOf(request, answer, text);
    } catch (error) {
      throw convertFailure(request, error);
    }
  };

  const sendJson = async (request: ApiRequest): Promise<unknown> => {
    const value = parseJson(await sendText(request));
    if (value !== undefined) return value;
    throw new ApiUnreachableError(`Error ${request.act}: the answer is not JSON; check the server address`);
  };

  const openStream = async (request: StreamRequest): Promise<Readable> => {
    try {
      const { signal, timeoutMs = defaults.timeoutMs, idleTimeoutMs } = request;
      const options = { headersTimeout: timeoutMs, bodyTimeout: idleTimeoutMs, ...(signal && { signal }) };
      const answer = await dispatch(request, options);
      if (answer.statusCode < 300) return answer.body;
      throw failureOf(request, answer, await answer.body.text());
    } catch (error) {
      throw convertFailure(request, error);
    }
  };

  return { sendText, sendJson, openStream };
}

function exchange(call: {
  readonly connection: Connection;
  readonly request: ApiRequest;
  readonly options: Partial<Dispatcher.RequestOptions>;
  readonly userAgent: string;
}): Promise<Answer> {
  const { connection, request, options, userAgent } = call;
  const body = request.body === undefined ? null : JSON.stringify(request.body);
  return connection.dispatcher.request({
    ...options,
    origin: connection.origin,
    path: `${connection.basePath}${request.path}`,
    method: request.method,
    body,
    headers: {
      ...connection.headers,
      'user-agent': userAgent,
      accept: 'application/json',
      ...(body !== null && { 'content-type': request.contentType ?? 'application/json' }),
    },
  });
}

function failureOf(request: ApiRequest, answer: Answer, text: string): KubeError {
  const retryAfter = answer.headers['retry-after'];
  return errorFromStatus(
    request.act,
    parseFailure(answer.statusCode, text, typeof retryAfter === 'string' ? retryAfter : undefined),
  );
}

/** Keeps typed errors and the caller's own abort; everything else is a failure to reach the API server. */
export function convertFailure(request: Pick<ApiRequest, 'act' | 'signal'>, error: unknown): unknown {
  if (error instanceof KubeError) return error;
  if (request.signal?.aborted === true) return request.signal.reason;
  const cause = describeCause(error);
  return new ApiUnreachableError(
    `Error ${request.act}: ${cause}; check that the API server runs and that the kubeconfig names its address and CA`,
    undefined,
    { cause: error },
  );
}

function describeCause(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure';
  if (error.name === 'TimeoutError') return 'no answer before the deadline';
  // Node's AggregateError (several addresses tried) has an empty message and a code.
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return error.message === '' ? code : error.message;
}
