/** A code of a vendor, and what a create that meets it must end in. */
export interface VendorCode {
  readonly code: string;
  readonly status: number;
  /** Name of the error class. */
  readonly ends: string;
  /** Creates that are sent: two only where the first may have had its effect. */
  readonly posts: 1 | 2;
}

const refusal = (code: string, status: number, ends: string): VendorCode => ({ code, status, ends, posts: 1 });
const outage = (code: string, status: number): VendorCode => ({ code, status, ends: 'OutageError', posts: 2 });

/** https://docs.hetzner.cloud/reference/cloud#errors; the last is one that nobody knows. */
export const hetznerCodes: readonly VendorCode[] = [
  refusal('json_error', 400, 'InvalidRequestError'),
  refusal('unauthorized', 401, 'CredentialsError'),
  refusal('token_readonly', 403, 'CredentialsError'),
  refusal('forbidden', 403, 'CredentialsError'),
  refusal('resource_limit_exceeded', 403, 'QuotaExceededError'),
  refusal('maintenance', 403, 'InsufficientCapacityError'),
  refusal('not_found', 404, 'InvalidRequestError'),
  // Nobody holds the name when it is looked for, so whoever held it is going away.
  refusal('uniqueness_error', 409, 'ThrottledError'),
  outage('conflict', 409),
  refusal('deprecated_api_endpoint', 410, 'InvalidRequestError'),
  refusal('resource_unavailable', 412, 'InsufficientCapacityError'),
  refusal('primary_ip_version_mismatch', 412, 'InvalidRequestError'),
  refusal('invalid_input', 422, 'InvalidRequestError'),
  refusal('unsupported_error', 422, 'InvalidRequestError'),
  outage('service_error', 422),
  refusal('placement_error', 422, 'InsufficientCapacityError'),
  refusal('must_be_unassigned', 422, 'ThrottledError'),
  refusal('primary_ip_assigned', 422, 'ThrottledError'),
  refusal('locked', 423, 'ThrottledError'),
  refusal('protected', 423, 'InvalidRequestError'),
  refusal('rate_limit_exceeded', 429, 'ThrottledError'),
  refusal('limit_reached', 429, 'ThrottledError'),
  outage('server_error', 500),
  outage('bad_gateway', 502),
  outage('unavailable', 503),
  outage('timeout', 504),
  outage('never_seen_before', 499),
];

/** The types that the official SDK's error parser knows; the last is one that nobody knows. */
export const scalewayCodes: readonly VendorCode[] = [
  refusal('denied_authentication', 401, 'CredentialsError'),
  refusal('permissions_denied', 403, 'CredentialsError'),
  refusal('invalid_arguments', 400, 'InvalidRequestError'),
  refusal('quotas_exceeded', 403, 'QuotaExceededError'),
  refusal('out_of_stock', 412, 'InsufficientCapacityError'),
  refusal('transient_state', 409, 'ThrottledError'),
  refusal('precondition_failed', 412, 'ThrottledError'),
  outage('already_exists', 409),
  refusal('not_found', 404, 'InvalidRequestError'),
  refusal('locked', 423, 'InvalidRequestError'),
  refusal('expired', 410, 'InvalidRequestError'),
  refusal('too_many_requests', 429, 'ThrottledError'),
  refusal('unknown_resource', 404, 'InvalidRequestError'),
  refusal('invalid_request_error', 400, 'InvalidRequestError'),
  outage('internal_error', 500),
  outage('never_seen_before', 499),
];

/** The codes of the cloud in memory. */
export const referenceCodes: readonly VendorCode[] = [
  refusal('bad_credential', 401, 'CredentialsError'),
  refusal('account_full', 403, 'QuotaExceededError'),
  refusal('resource_unavailable', 412, 'InsufficientCapacityError'),
  refusal('too_many_requests', 429, 'ThrottledError'),
  refusal('locked', 423, 'ThrottledError'),
  // Nobody holds the name when it is looked for, so whoever held it is going away.
  refusal('name_taken', 409, 'ThrottledError'),
  refusal('not_found', 404, 'InvalidRequestError'),
  refusal('invalid_input', 400, 'InvalidRequestError'),
  refusal('unknown_type', 400, 'InvalidRequestError'),
  outage('internal', 500),
  outage('never_seen_before', 499),
];
