import { describe, expect, it } from 'vitest';
import { failedAnswer, rateFacts, retryDelayMs } from './answer.ts';

const context = { creates: true, redact: (text: string) => text.replace('secret', '***'), random: () => 0.5 };

describe('failedAnswer', () => {
  it('takes every 2xx for a good answer', () => {
    expect(failedAnswer({ status: 204, headers: {}, text: '' }, context)).toBeUndefined();
  });

  it('keeps code, redacted message, fields and correlation id', () => {
    const error = {
      code: 'invalid_input',
      message: 'the secret',
      details: { fields: [{ name: 'image', messages: [] }] },
    };
    const answer = { status: 422, headers: { 'x-correlation-id': 'c' }, text: JSON.stringify({ error }) };
    const expected = {
      code: 'invalid_input',
      message: 'the ***',
      fields: ['image'],
      httpStatus: 422,
      correlationId: 'c',
    };
    expect(failedAnswer(answer, context)).toMatchObject(expected);
  });

  it.each(['<html>503</html>', '', '{"error":{"code":"unav', '[]', '{"error":"x"}'])('calls %j unreadable', (text) => {
    expect(failedAnswer({ status: 503, headers: {}, text }, context)).toMatchObject({
      code: 'unreadable',
      message: '',
    });
  });
});

describe('rateFacts', () => {
  const headers = { 'ratelimit-limit': '3600', 'ratelimit-remaining': '2600', 'ratelimit-reset': '1500' };

  it('derives the refill from what is missing until the bucket is full', () => {
    expect(rateFacts(headers, 1_000_000)).toEqual({ limit: 3600, remaining: 2600, refillPerMs: 1000 / 500_000 });
  });

  it('assumes a full bucket each hour when next to nothing is missing', () => {
    const full = { ...headers, 'ratelimit-remaining': '3599' };
    expect(rateFacts(full, 1_000_000)?.refillPerMs).toBe(0.001);
  });

  it.each([{}, { 'ratelimit-limit': 'x', 'ratelimit-remaining': '1' }])('makes nothing of %j', (found) => {
    expect(rateFacts(found, 0)).toBeUndefined();
  });
});

describe('retryDelayMs', () => {
  it('waits two to five seconds and not until the bucket is full', () => {
    const headers = { 'ratelimit-reset': '9999999999' };
    expect([retryDelayMs(headers, () => 0), retryDelayMs(headers, () => 0.999)]).toEqual([2_000, 4_997]);
  });

  it('obeys a Retry-After', () => {
    expect(retryDelayMs({ 'retry-after': '9' }, () => 0)).toBe(9_000);
  });
});
