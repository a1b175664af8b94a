import type { AccountParts } from '../account.ts';
import { exchange } from '../http-exchange.ts';
import type { HttpAnswer, HttpRequest } from '../http-exchange.ts';
import type { RequestBudget } from '../request-budget.ts';
import type { CallState } from './client.ts';
import { headerFacts, rateFacts, retryDelayMs } from './failure.ts';

type Parts = AccountParts & { readonly budget: RequestBudget };

/**
 * The function that sends the SDK's requests: once each, with our deadlines, signal, connections, rate limit and key.
 * The SDK itself has neither timeout nor retry, which is as wanted.
 */
export function createTransport(parts: Parts, stateOfCall: () => CallState | undefined): typeof fetch {
  return async (input, init) => {
    const state = stateOfCall();
    if (state === undefined) throw new TypeError('a Scaleway request was sent outside of a call');
    // The SDK has made a Request already; a second one would cost as much again.
    const request = input instanceof Request && init === undefined ? input : new Request(input, init);
    const answer = await send(parts, request, state);
    state.correlationId = answer.headers['x-request-id'];
    noteHeaders(parts, answer);
    if (answer.status === 429) noteRefusal(parts, answer.text);
    return toResponse(answer);
  };
}

async function send(parts: Parts, request: Request, state: CallState): Promise<HttpAnswer> {
  const { deadlines } = parts;
  const body = request.body === null ? '' : await request.text();
  await parts.budget.start(state.urgency, state.signal);
  try {
    return await exchange(parts.dispatcher, {
      method: methodOf(request.method),
      url: request.url,
      headers: { ...Object.fromEntries(request.headers), 'x-auth-token': parts.credential },
      ...(body === '' ? {} : { body }),
      deadlineMs: state.creates === true ? deadlines.createMs : deadlines.requestMs,
      signal: state.signal,
    });
  } finally {
    parts.budget.finished();
  }
}

/** A window that is used up is waited for: unlike a bucket it gives nothing back before its end. */
function noteHeaders({ budget }: Parts, { headers }: HttpAnswer): void {
  const facts = headerFacts(headers);
  if (facts === undefined) return;
  budget.observe(facts);
  if (facts.remaining === 0) budget.refuse(facts.windowMs);
}

function noteRefusal({ budget, random }: Parts, text: string): void {
  const body = parsed(text);
  const facts = rateFacts(body);
  if (facts !== undefined) budget.observe(facts);
  budget.refuse(retryDelayMs(body, random));
}

function parsed(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text);
    return body;
  } catch {
    return undefined;
  }
}

/** The SDK reads JSON only under exactly `application/json`; a charset after it would turn the answer into text. */
function toResponse({ status, headers, text }: HttpAnswer): Response {
  const kept = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (name !== 'content-encoding' && name !== 'content-length' && name !== 'transfer-encoding') kept.set(name, value);
  }
  if (headers['content-type']?.startsWith('application/json;')) kept.set('content-type', 'application/json');
  const bodiless = status === 204 || status === 205 || status === 304;
  return new Response(bodiless ? null : text, { status, headers: kept });
}

function methodOf(method: string): HttpRequest['method'] {
  switch (method) {
    case 'GET':
    case 'POST':
    case 'PUT':
    case 'PATCH':
    case 'DELETE':
      return method;
    default:
      throw new TypeError(`the SDK sent a request with method ${method}`);
  }
}
