import { z } from 'zod';

/** One request as a simulated service sees it: read to its end, headers in lower case. */
export interface ApiRequest {
  readonly method: string;
  /** Path without query string, as sent (not percent-decoded). */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** When the request's headers had arrived, in milliseconds since 1970. */
  readonly receivedAtMs: number;
}

/** A complete answer. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a service does with a request: answer it, never answer it, or cut the connection. */
export type Answer =
  { readonly kind: 'respond'; readonly response: ApiResponse } | { readonly kind: 'hang' } | { readonly kind: 'reset' };

/** A JSON answer. The content type carries no charset: Scaleway's SDK parses nothing else. */
export function jsonResponse(status: number, value: unknown, headers: Record<string, string> = {}): ApiResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/** A JSON answer whose text is made already. */
export function jsonTextResponse(status: number, body: string): ApiResponse {
  return { status, headers: { 'content-type': 'application/json' }, body };
}

/** Status 204, which has no body. */
export function noContent(): ApiResponse {
  return { status: 204, headers: {}, body: '' };
}

/** A plain-text answer. */
export function textResponse(status: number, body: string): ApiResponse {
  return { status, headers: { 'content-type': 'text/plain' }, body };
}

const anyJson = z.json();

/** The body as JSON, or undefined when it is none. An empty body counts as an empty object. */
export function parseJsonBody(body: Buffer): z.infer<typeof anyJson> | undefined {
  const text = body.toString('utf8').trim();
  if (text === '') return {};
  try {
    return anyJson.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A whole number of the query string, or the default when it is absent or no positive number. */
export function positiveQueryNumber(query: URLSearchParams, name: string, fallback: number): number {
  const value = Number(query.get(name) ?? '');
  return Number.isInteger(value) && value > 0 ? value : fallback;
}
