import { describe, expect, it } from 'vitest';
import { hetznerError } from './errors.ts';
import type { HetznerFailure } from './errors.ts';

function failure(code: string, overrides: Partial<HetznerFailure> = {}): HetznerFailure {
  return { code, message: 'said', fields: [], httpStatus: 400, retryAfterMs: 3_000, creates: true, ...overrides };
}

describe('hetznerError', () => {
  it.each([
    ['json_error', 400, 'InvalidRequestError'],
    ['unauthorized', 401, 'CredentialsError'],
    ['token_readonly', 403, 'CredentialsError'],
    ['forbidden', 403, 'CredentialsError'],
    ['resource_limit_exceeded', 403, 'QuotaExceededError'],
    ['maintenance', 403, 'InsufficientCapacityError'],
    ['not_found', 404, 'InvalidRequestError'],
    ['uniqueness_error', 409, 'InvalidRequestError'],
    ['conflict', 409, 'OutageError'],
    ['deprecated_api_endpoint', 410, 'InvalidRequestError'],
    ['resource_unavailable', 412, 'InsufficientCapacityError'],
    ['primary_ip_version_mismatch', 412, 'InvalidRequestError'],
    ['invalid_input', 422, 'InvalidRequestError'],
    ['unsupported_error', 422, 'InvalidRequestError'],
    ['service_error', 422, 'OutageError'],
    ['placement_error', 422, 'InsufficientCapacityError'],
    ['must_be_unassigned', 422, 'ThrottledError'],
    ['primary_ip_assigned', 422, 'ThrottledError'],
    ['locked', 423, 'ThrottledError'],
    ['protected', 423, 'InvalidRequestError'],
    ['rate_limit_exceeded', 429, 'ThrottledError'],
    ['limit_reached', 429, 'ThrottledError'],
    ['server_error', 500, 'OutageError'],
    ['bad_gateway', 502, 'OutageError'],
    ['unavailable', 503, 'OutageError'],
    ['timeout', 504, 'OutageError'],
    ['never_seen_before', 499, 'OutageError'],
    ['unreadable', 503, 'OutageError'],
    ['unreadable', 401, 'CredentialsError'],
    ['unreadable', 429, 'ThrottledError'],
    ['unreadable', 404, 'OutageError'],
  ])('reads %s with HTTP %i as %s', (code, httpStatus, name) => {
    expect(hetznerError(failure(code, { httpStatus }))).toMatchObject({ name, details: { code, httpStatus } });
  });

  it('reads not_found as gone when nothing was to be created', () => {
    expect(hetznerError(failure('not_found', { creates: false })).name).toBe('InstanceNotFoundError');
  });

  it.each([true, false])('says that an unknown answer may have had its effect when it was to create: %s', (creates) => {
    expect(hetznerError(failure('never_seen_before', { creates }))).toMatchObject({ mayHaveHappened: creates });
  });

  it.each(['unsupported location for server type', 'server location disabled', 'server location is disabled'])(
    'reads "%s" as a type that is not to be had there',
    (message) => {
      expect(hetznerError(failure('invalid_input', { message })).name).toBe('InsufficientCapacityError');
    },
  );

  it.each([
    [{ fields: ['server_type'] }, true],
    [{ fields: ['location'] }, true],
    [{ message: 'server type not found' }, true],
    [{ fields: ['image'] }, false],
    [{ fields: ['user_data'] }, false],
  ])('tells whether another offering may be accepted: %j is %s', (overrides, concernsOffering) => {
    expect(hetznerError(failure('invalid_input', overrides))).toMatchObject({ concernsOffering });
  });

  it('keeps none of the sentence of a 429, which quotes the token', () => {
    const message = "Limit of '3600' requests per hour for token 'abcdefgh' reached.";
    expect(hetznerError(failure('rate_limit_exceeded', { message })).message).not.toContain('abcdefgh');
  });

  it('keeps the correlation id', () => {
    expect(hetznerError(failure('unavailable', { correlationId: 'c1' })).details.correlationId).toBe('c1');
  });

  it('names a failed action as such', () => {
    const { httpStatus: _status, ...action } = failure('resource_unavailable');
    expect(hetznerError(action).message).toBe('Hetzner refused (action failed resource_unavailable): said');
  });
});
