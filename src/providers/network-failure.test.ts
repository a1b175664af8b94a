import { describe, expect, it } from 'vitest';
import { networkFailure } from './network-failure.ts';

function failed(code: string, message = 'Authorization: Bearer abc'): Error {
  return Object.assign(new Error(message), { code });
}

describe('networkFailure', () => {
  it.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'UND_ERR_CONNECT_TIMEOUT',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])('knows that nothing was sent after %s', (code) => {
    expect(networkFailure(failed(code))).toMatchObject({ code, sent: false });
  });

  it.each(['ECONNRESET', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'EPIPE', 'NEVER_SEEN'])(
    'takes a request for sent after %s',
    (code) => {
      expect(networkFailure(failed(code))).toMatchObject({ code, sent: true });
    },
  );

  it('knows that nothing was sent when the TLS handshake broke off', () => {
    const broken = failed(
      'ECONNRESET',
      'Client network socket disconnected before secure TLS connection was established',
    );
    expect(networkFailure(broken).sent).toBe(false);
  });

  it('looks into causes and into tries of several addresses', () => {
    const tries = Object.assign(new AggregateError([failed('ECONNREFUSED')]), { code: 'ECONNREFUSED' });
    expect(networkFailure(new TypeError('fetch failed', { cause: tries }))).toMatchObject({
      code: 'ECONNREFUSED',
      sent: false,
    });
  });

  it('keeps nothing of the message', () => {
    expect(networkFailure(failed('ECONNRESET')).message).toBe('no answer (ECONNRESET)');
  });

  it('takes anything that was thrown', () => {
    expect(networkFailure('text')).toMatchObject({ code: 'network', sent: true });
  });
});
