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

/** 403: the key may not do this, or, with addresses, what is asked for is gone. */
export function permissionsDenied(action: 'read' | 'write', resource: string): ApiResponse {
  const details = [{ action, resource }];
  return jsonResponse(403, { details, message: 'insufficient permissions', type: 'permissions_denied' });
}

type Reason = 'required' | 'format' | 'constraint';

/** 400 for one argument. */
export function invalidArgument(name: string, reason: Reason, help: string): ApiResponse {
  return invalidArguments([{ argument_name: name, reason, help_message: help }]);
}

/** 400 with every argument that is wrong. */
export function invalidArguments(
  details: readonly { readonly argument_name: string; readonly reason: Reason; readonly help_message: string }[],
): ApiResponse {
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

/** 423 for a resource that the vendor has locked. */
export function locked(resource: string, id: string): ApiResponse {
  return jsonResponse(423, { type: 'locked', message: 'resource is locked', resource, resource_id: id });
}

/** 409 for what exists already. */
function alreadyExists(resource: string, id: string): ApiResponse {
  const at = { resource, resource_id: id, help_message: '' };
  return jsonResponse(409, { type: 'already_exists', message: 'resource already exists', ...at });
}

/** 410 for what was there once. The official clients do not agree on the type's name. */
function expired(type: 'expired' | 'resource_expired', id: string): ApiResponse {
  const at = { resource: 'instance_server', resource_id: id, expired_since: '2026-01-01T00:00:00Z' };
  return jsonResponse(410, { type, message: 'resource is expired', ...at });
}

/** 412 for something that has to be done before. */
export function preconditionFailed(precondition: string, help: string): ApiResponse {
  const message = 'precondition is not respected';
  return jsonResponse(412, { type: 'precondition_failed', message, precondition, help_message: help });
}

/** 429. The limit is the one that the real API's headers showed on 1 September 2026. */
export function tooManyRequests(): ApiResponse {
  const limit = { quota: 50, window_seconds: 1 };
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
    case 'permissions_denied':
      return permissionsDenied('write', 'instance_server');
    case 'invalid_arguments':
      return invalidArgument('simulated', 'constraint', '');
    case 'already_exists':
      return alreadyExists('instance_server', id);
    case 'locked':
      return locked('instance_server', id);
    // The JavaScript client calls it so, the Go client `resource_expired`.
    case 'expired':
    case 'resource_expired':
      return expired(type, id);
    default:
      return undefined;
  }
}
