import { request } from 'undici';
import type { Dispatcher } from 'undici';
import type { Broker, Recommendation, RecommendationRequest } from './broker.ts';
import { fromRecommendationBody, responseSchema, toRequestBody } from './contract.ts';
import { BrokerUnavailableError } from './errors.ts';

/** How a CloudBroker is reached. */
export interface BrokerClientOptions {
  /** Base address, for example http://localhost:8000. */
  readonly url: string;
  /** Sent as X-API-Key. */
  readonly apiKey?: string;
  /** Milliseconds for the whole exchange. Default 5000. */
  readonly timeoutMs?: number;
  /** Connection pool to use in place of undici's own. */
  readonly dispatcher?: Dispatcher;
}

const mostBytes = 4 * 1024 * 1024;

/** A broker behind CloudBroker's HTTP contract. One attempt for each call; the caller decides what follows a failure. */
export function createBrokerClient(options: BrokerClientOptions): Broker {
  const exchange: Exchange = {
    ...options,
    timeoutMs: options.timeoutMs ?? 5000,
    address: new URL('api/recommendations', options.url.endsWith('/') ? options.url : `${options.url}/`),
  };
  return {
    async recommend(wanted, signal) {
      const text = await answerTo(exchange, wanted, signal);
      return readRecommendations(text, printable(exchange.address));
    },
  };
}

interface Exchange extends BrokerClientOptions {
  readonly address: URL;
  readonly timeoutMs: number;
}

async function answerTo(exchange: Exchange, wanted: RecommendationRequest, signal: AbortSignal): Promise<string> {
  const deadline = AbortSignal.timeout(exchange.timeoutMs);
  try {
    return await post(exchange, wanted, AbortSignal.any([signal, deadline]));
  } catch (error) {
    if (error instanceof BrokerUnavailableError) throw error;
    // A caller that gave up wants its own reason back, not a verdict on the broker.
    signal.throwIfAborted();
    throw transportError(exchange, deadline.aborted, error);
  }
}

async function post(exchange: Exchange, wanted: RecommendationRequest, signal: AbortSignal): Promise<string> {
  const { statusCode, body } = await request(exchange.address, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(exchange.apiKey !== undefined && { 'x-api-key': exchange.apiKey }),
    },
    body: JSON.stringify(toRequestBody(wanted)),
    signal,
    ...(exchange.dispatcher && { dispatcher: exchange.dispatcher }),
  });
  if (statusCode !== 200) {
    await body.dump();
    throw new BrokerUnavailableError('status', statusSentence(printable(exchange.address), statusCode));
  }
  return readAll(body, printable(exchange.address));
}

async function readAll(body: AsyncIterable<Buffer>, address: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > mostBytes)
      throw new BrokerUnavailableError(
        'garbage',
        `the broker at ${address} answers with more than 4 MiB; check that the address is that of a CloudBroker`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readRecommendations(text: string, address: string): readonly Recommendation[] {
  const parsed = responseSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data.recommendations.map(fromRecommendationBody);
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'the body' : issue.path.join('.');
  throw new BrokerUnavailableError(
    'garbage',
    `the broker at ${address} answers with something that is no list of recommendations (${where}: ${issue?.message}); check that the address is that of a CloudBroker`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function statusSentence(address: string, status: number): string {
  if (status === 401 || status === 403)
    return `the broker at ${address} refuses the API key with ${status}; give the right one`;
  if (status === 404) return `the broker at ${address} answers 404; check that the address is that of a CloudBroker`;
  return `the broker at ${address} answers ${status}; look into its log`;
}

function transportError(exchange: Exchange, timedOut: boolean, error: unknown): BrokerUnavailableError {
  const address = printable(exchange.address);
  if (timedOut) {
    return new BrokerUnavailableError(
      'timeout',
      `the broker at ${address} does not answer within ${exchange.timeoutMs} ms; look into its log or raise the timeout`,
    );
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no connection';
  return new BrokerUnavailableError(
    'unreachable',
    `the broker at ${address} cannot be reached (${code}); start it or correct its address`,
    { cause: error },
  );
}

/** The address without user name, password and query, which may hold secrets. */
function printable(address: URL): string {
  return address.origin + address.pathname;
}
