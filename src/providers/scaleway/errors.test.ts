import { describe, expect, it } from 'vitest';
import { scalewayError } from './errors.ts';
import type { ScalewayFailure } from './errors.ts';

function failure(type: string, overrides: Partial<ScalewayFailure> = {}): ScalewayFailure {
  return { type, message: 'said', fields: [], httpStatus: 400, retryAfterMs: 3_000, creates: true, ...overrides };
}

describe('scalewayError', () => {
  it.each([
    ['denied_authentication', 401, 'CredentialsError'],
    ['permissions_denied', 403, 'CredentialsError'],
    ['invalid_arguments', 400, 'InvalidRequestError'],
    ['quotas_exceeded', 403, 'QuotaExceededError'],
    ['out_of_stock', 412, 'InsufficientCapacityError'],
    ['transient_state', 409, 'ThrottledError'],
    ['precondition_failed', 412, 'ThrottledError'],
    ['already_exists', 409, 'OutageError'],
    ['not_found', 404, 'InvalidRequestError'],
    ['locked', 423, 'InvalidRequestError'],
    ['expired', 410, 'InvalidRequestError'],
    ['too_many_requests', 429, 'ThrottledError'],
    ['unknown_resource', 404, 'InvalidRequestError'],
    ['invalid_request_error', 400, 'InvalidRequestError'],
    ['invalid_request_error', 401, 'CredentialsError'],
    ['internal_error', 500, 'OutageError'],
    ['unreadable', 502, 'OutageError'],
    ['unreadable', 401, 'CredentialsError'],
    ['unreadable', 429, 'ThrottledError'],
    ['never_seen_before', 499, 'OutageError'],
  ])('reads %s with HTTP %i as %s', (type, httpStatus, name) => {
    expect(scalewayError(failure(type, { httpStatus }))).toMatchObject({ name, details: { code: type, httpStatus } });
  });

  it.each(['not_found', 'unknown_resource'])('reads %s as gone when nothing was to be created', (type) => {
    expect(scalewayError(failure(type, { creates: false })).name).toBe('InstanceNotFoundError');
  });

  it('reads a quota in the older shape', () => {
    const message = 'Quota exceeded for this resource.';
    expect(scalewayError(failure('invalid_request_error', { message, httpStatus: 403 })).name).toBe(
      'QuotaExceededError',
    );
  });

  it.each(['no free IP available', 'no available ip left', 'resource is out of stock'])(
    'reads "%s" as capacity',
    (message) => {
      expect(scalewayError(failure('invalid_request_error', { message })).name).toBe('InsufficientCapacityError');
    },
  );

  it.each([
    [{ fields: ['commercial_type'] }, true],
    [{ message: 'image is not compatible with the commercial type' }, true],
    [{ fields: ['project'] }, false],
  ])('tells whether another offering may be accepted: %j is %s', (overrides, concernsOffering) => {
    expect(scalewayError(failure('invalid_arguments', overrides))).toMatchObject({ concernsOffering });
  });

  it.each([true, false])('says that an unknown answer may have had its effect when it was to create: %s', (creates) => {
    expect(scalewayError(failure('never_seen_before', { creates }))).toMatchObject({ mayHaveHappened: creates });
  });

  it('names the arguments that were refused', () => {
    expect(scalewayError(failure('invalid_arguments', { fields: ['project'] })).message).toContain('said (project)');
  });
});
