import { describe, expect, it } from 'vitest';
import { failureOf, headerFacts, rateFacts, retryDelayMs } from './failure.ts';

const context = { creates: true, redact: (text: string) => text, random: () => 0.5 };

describe('failureOf', () => {
  it('keeps type, message and refused arguments', () => {
    const body = { type: 'invalid_arguments', message: 'm', details: [{ argument_name: 'image', reason: 'required' }] };
    expect(failureOf({ status: 400, body }, context)).toMatchObject({
      type: 'invalid_arguments',
      message: 'm',
      fields: ['image'],
    });
  });

  it('keeps the fields of the older shape', () => {
    const body = { type: 'invalid_request_error', fields: { volumes: ['wrong'] } };
    expect(failureOf({ status: 400, body }, context).fields).toEqual(['volumes']);
  });

  it.each(['<html>502</html>', '', null, 7, [], { type: 7 }])('calls %j unreadable and keeps none of it', (body) => {
    expect(failureOf({ status: 502, body }, context)).toMatchObject({
      type: 'unreadable',
      message: '',
      httpStatus: 502,
    });
  });
});

describe('retryDelayMs', () => {
  it('takes the reset that the vendor tells', () => {
    expect(retryDelayMs({ type: 'too_many_requests', reset_seconds: 7 }, () => 0)).toBe(7_000);
  });

  it.each([
    [0, 2_000],
    [0.5, 3_500],
  ])('waits two to five seconds when it tells none', (random, delay) => {
    expect(retryDelayMs('', () => random)).toBe(delay);
  });
});

describe('headerFacts', () => {
  it('takes the limit that any answer tells', () => {
    const headers = { 'x-ratelimit-limit': '50, 50;w=1', 'x-ratelimit-remaining': '12', 'x-ratelimit-reset': '1' };
    expect(headerFacts(headers)).toEqual({ limit: 50, remaining: 12, refillPerMs: 0.05, windowMs: 1000 });
  });

  it.each([
    {},
    { 'x-ratelimit-limit': '50', 'x-ratelimit-remaining': '12' },
    { 'x-ratelimit-limit': '0, 0;w=1', 'x-ratelimit-remaining': '0' },
    { 'x-ratelimit-limit': 'many;w=1', 'x-ratelimit-remaining': '1' },
    { 'x-ratelimit-limit': '50, 50;w=1' },
  ])('makes nothing of %j', (headers: Readonly<Record<string, string>>) => {
    expect(headerFacts(headers)).toBeUndefined();
  });
});

describe('rateFacts', () => {
  it('takes the limit that a refusal tells', () => {
    expect(rateFacts({ limit: { quota: 60, window_seconds: 60 } })).toEqual({
      limit: 60,
      remaining: 0,
      refillPerMs: 0.001,
    });
  });

  it.each([{}, { limit: { quota: 0, window_seconds: 60 } }, { limit: 'x' }])('makes nothing of %j', (body) => {
    expect(rateFacts(body)).toBeUndefined();
  });
});
