import type { ApiResponse } from '../../http/exchange.ts';
import { jsonResponse } from '../../http/exchange.ts';
import type { FaultFailure } from '../cloud.ts';

// Bodies as the official SDK's error parser reads them (@scaleway/sdk-client, scw/errors).

/** 404. */
export function notFound(resource: string, id: string): ApiResponse {
  return jsonResponse(404, { type: 'not_found', message: 'resource is not found', resource, resource_id: id });
}

/** 401; reasons: `invalid_argument` without a token, `not_found` with an unknown one. */
export function deniedAuthentication(reason: 'invalid_argument' | 'not_found'): ApiResponse {
  const message = 'authentication is denied';
  return jsonResponse(401, { type: 'denied_authentication', message, method: 'api_key', reason });
}

/** 400 for one argument. */
export function invalidArgument(name: string, reason: 'required' | 'format' | 'constraint', help: string): ApiResponse {
  const details = [{ argument_name: name, reason, help_message: help }];
  return jsonResponse(400, { type: 'invalid_arguments', message: 'invalid argument(s)', details });
}

/** 400 of the older shape, which the Instance API still uses for refused state changes. */
export function invalidRequest(message: string): ApiResponse {
  return jsonResponse(400, { type: 'invalid_request_error', message, fields: {} });
}

/** 403 for an organization that has reached a quota. */
export function quotaExceeded(
  resource: string,
  amounts: { readonly quota: number; readonly current: number },
): ApiResponse {
  const details = [{ resource, ...amounts }];
  return jsonResponse(403, { type: 'quotas_exceeded', message: 'Quota exceeded for this resource.', details });
}

/** 412 for a type that a zone cannot give now. */
export function outOfStock(resource: string): ApiResponse {
  return jsonResponse(412, { type: 'out_of_stock', message: 'resource is out of stock', resource });
}

/** 409 for a server on its way from one state to another. */
export function transientState(id: string, state: string): ApiResponse {
  const message = 'resource is in a transient state';
  const at = { resource: 'instance_server', resource_id: id, current_state: state };
  return jsonResponse(409, { type: 'transient_state', message, ...at });
}

/** 412 for something that has to be done before. */
export function preconditionFailed(precondition: string, help: string): ApiResponse {
  const message = 'precondition is not respected';
  return jsonResponse(412, { type: 'precondition_failed', message, precondition, help_message: help });
}

/** 429. */
export function tooManyRequests(): ApiResponse {
  const limit = { quota: 60, window_seconds: 60 };
  const help = 'too many requests, wait before the next one';
  return jsonResponse(429, { type: 'too_many_requests', message: help, help_message: help, limit, reset_seconds: 2 });
}

const typeOfStatus: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'denied_authentication',
  403: 'permissions_denied',
  404: 'unknown_resource',
  409: 'transient_state',
  410: 'expired',
  412: 'precondition_failed',
  423: 'locked',
  429: 'too_many_requests',
};

/** The error that a fault asks for; codes with a body of their own get it, so that the SDK makes its typed error of them. */
export function faultFailure(fault: FaultFailure): ApiResponse {
  const type = fault.code ?? typeOfStatus[fault.status] ?? 'internal_error';
  const shaped = shapeOf(type);
  if (shaped !== undefined) return { ...shaped, status: fault.status };
  return jsonResponse(fault.status, { type, message: fault.message ?? `simulated failure (${type})` });
}

function shapeOf(type: string): ApiResponse | undefined {
  const id = '00000000-0000-4000-8000-000000000000';
  switch (type) {
    case 'out_of_stock':
      return outOfStock('instance_server');
    case 'quotas_exceeded':
      return quotaExceeded('instance_server', { quota: 0, current: 0 });
    case 'transient_state':
      return transientState(id, 'starting');
    case 'too_many_requests':
      return tooManyRequests();
    case 'denied_authentication':
      return deniedAuthentication('not_found');
    case 'not_found':
      return notFound('instance_server', id);
    case 'precondition_failed':
      return preconditionFailed('simulated', '');
    default:
      return undefined;
  }
}
