import type { ApiResponse } from '../../http/exchange.ts';
import { jsonResponse } from '../../http/exchange.ts';
import type { FaultFailure } from '../cloud.ts';

/** An error in the API's envelope (API reference, "Errors"). */
export function failure(status: number, code: string, message: string, details: unknown = null): ApiResponse {
  return jsonResponse(status, { error: { code, message, details } });
}

/** 404 for one resource. */
export function notFound(kind: string, id: string): ApiResponse {
  return failure(404, 'not_found', `${kind} with ID '${id}' not found`);
}

/** 422 for one field of the request. */
export function invalidInput(field: string, message: string): ApiResponse {
  const details = { fields: [{ name: field, messages: [message] }] };
  return failure(422, 'invalid_input', `invalid input in field '${field}'`, details);
}

/** 409 for a name or key that is taken. */
export function uniquenessError(field: string, message: string): ApiResponse {
  return failure(409, 'uniqueness_error', message, { fields: [{ name: field }] });
}

/** 400 for a body that is no JSON. */
export function jsonError(): ApiResponse {
  return failure(400, 'json_error', 'invalid JSON in request body');
}

/** 401. */
export function unauthorized(): ApiResponse {
  return failure(401, 'unauthorized', 'unable to authenticate');
}

/** 403 for an account that is full; `details` name the limit (API reference, "Error Codes"). */
export function limitExceeded(limit: 'server' | 'primary_ip'): ApiResponse {
  const details = { limits: [{ name: `${limit}_limit` }] };
  return failure(403, 'resource_limit_exceeded', `${limit} limit exceeded`, details);
}

/** 422 for the action that does not fit the state of things. */
export function unprocessable(code: string, message: string): ApiResponse {
  return failure(422, code, message);
}

/** 423 while another action runs. */
export function locked(): ApiResponse {
  return failure(423, 'locked', 'server is locked');
}

/** 423 for what is protected against deletion. */
export function protectedResource(kind: string): ApiResponse {
  return failure(423, 'protected', `${kind} deletion is protected`);
}

/** 412 for a type that a location cannot place now. */
export function unavailable(): ApiResponse {
  return failure(412, 'resource_unavailable', 'error during placement');
}

/**
 * 429. The real message quotes the first half of the token (seen in public issues, https://github.com/frappe/press/issues/5857),
 * and so does this one: clients have to redact it.
 */
export function rateLimited(limit: number, token: string): ApiResponse {
  const half = token.slice(0, Math.ceil(token.length / 2));
  return failure(429, 'rate_limit_exceeded', `Limit of '${limit}' requests per hour for token '${half}' reached.`);
}

const codeOfStatus: Readonly<Record<number, string>> = {
  400: 'json_error',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  410: 'deprecated_api_endpoint',
  412: 'resource_unavailable',
  422: 'invalid_input',
  423: 'locked',
  429: 'rate_limit_exceeded',
  500: 'server_error',
  502: 'bad_gateway',
  503: 'unavailable',
  504: 'timeout',
};

/** The error that a fault asks for, with the vendor's usual code for the status. */
export function faultFailure(fault: FaultFailure): ApiResponse {
  const code = fault.code ?? codeOfStatus[fault.status] ?? 'unknown_error';
  return failure(fault.status, code, fault.message ?? `simulated failure (${code})`);
}
