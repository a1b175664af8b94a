import { request } from 'undici';
import type { Dispatcher } from 'undici';
import { NetworkFailure, networkFailure } from './network-failure.ts';

/** One HTTP request, sent once. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For the whole answer, in milliseconds. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/** A whole answer. Header names are lower case. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/**
 * Sends the request once, never again and never elsewhere (redirects are answers). Throws NetworkFailure without a whole
 * answer, and the signal's own reason when the caller gave up.
 */
export async function exchange(dispatcher: Dispatcher, sent: HttpRequest): Promise<HttpAnswer> {
  sent.signal.throwIfAborted();
  const deadline = AbortSignal.timeout(sent.deadlineMs);
  try {
    return await answerOf(dispatcher, sent, AbortSignal.any([sent.signal, deadline]));
  } catch (error) {
    sent.signal.throwIfAborted();
    if (deadline.aborted) throw new NetworkFailure('timeout', true);
    throw networkFailure(error);
  }
}

async function answerOf(dispatcher: Dispatcher, sent: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  const { method, headers, body } = sent;
  const response = await request(sent.url, { dispatcher, method, headers, body: body ?? null, signal });
  const text = await response.body.text();
  return { status: response.statusCode, headers: singleHeaders(response.headers), text };
}

function singleHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) => {
    const first = Array.isArray(value) ? value[0] : value;
    return first === undefined ? [] : [[name.toLowerCase(), first] as const];
  });
  return Object.fromEntries(entries);
}
