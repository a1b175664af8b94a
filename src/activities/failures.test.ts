import { describe, expect, it } from 'vitest';
import {
  CredentialsError,
  ForeignInstanceError,
  InsufficientCapacityError,
  InvalidRequestError,
  OutageError,
  QuotaExceededError,
  ThrottledError,
} from '../providers/errors.ts';
import { launchFailure, refusalFrom } from './failures.ts';
import { MissingSecretError } from './missing-secret-error.ts';

const details = { provider: 'hetzner', code: 'x', correlationId: 'c-1' } as const;

describe('a failed create', () => {
  it.each([
    [new InsufficientCapacityError('m', details), 'InsufficientCapacity', 'Refused'],
    [new QuotaExceededError('m', details), 'QuotaExceeded', 'Refused'],
    [new CredentialsError('m', details), 'CredentialsRefused', 'Refused'],
    [new InvalidRequestError('m', details, true), 'OfferingRefused', 'Refused'],
    [new InvalidRequestError('m', details, false), 'RequestRefused', 'Refused'],
    [new ForeignInstanceError('m', details), 'RequestRefused', 'Refused'],
    [new OutageError('m', details, true), 'ProviderOutage', 'Unknown'],
    [new OutageError('m', details, false), 'ProviderOutage', 'Refused'],
    [new ThrottledError('m', details, 1000), 'Throttled', 'Refused'],
  ])('%o is %s and leaves the attempt %s', (error, type, outcome) => {
    expect(refusalFrom(error, false)).toMatchObject({ type, outcome, correlationId: 'c-1' });
  });

  it('leaves the attempt open when an earlier run of the activity may have sent it', () => {
    const errors = [
      new OutageError('m', details, false),
      new InsufficientCapacityError('m', details),
      new ThrottledError('m', details, 1000),
    ];
    expect(errors.map((error) => refusalFrom(error, true)?.outcome)).toEqual(['Unknown', 'Unknown', 'Unknown']);
  });

  it('names the Secret that is missing and how to make it', () => {
    const error = new MissingSecretError({ namespace: 'default', name: 's', key: 'k' }, 'no-secret');
    expect(refusalFrom(error, false)).toMatchObject({
      type: 'SecretMissing',
      message: expect.stringContaining('kubectl -n default create secret'),
    });
  });

  it('is nobody’s refusal when the error is not the provider’s', () => {
    expect(refusalFrom(new Error('the API server is away'), false)).toBeUndefined();
  });

  it('ends the activity for good, or asks for another run after the delay', () => {
    const refusal = { type: 'Throttled', message: 'm', outcome: 'Refused' } as const;
    expect(launchFailure(refusal).nonRetryable).toBe(true);
    expect(launchFailure(refusal, 1500)).toMatchObject({ nonRetryable: false, nextRetryDelay: 1500 });
  });
});
