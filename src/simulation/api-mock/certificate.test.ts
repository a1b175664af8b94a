import { X509Certificate } from 'node:crypto';
import { createServer, connect } from 'node:tls';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { portOf } from '../http/listener.ts';
import { createSelfSignedCertificate } from './certificate.ts';
import { derObjectId, derTime, derUnsigned, derValue } from './der.ts';

const nowMs = Date.UTC(2026, 10, 23, 12);

describe('DER', () => {
  it('writes lengths in short and long form', () => {
    expect(derValue(0x04, Buffer.alloc(127)).subarray(0, 2).toString('hex')).toBe('047f');
    expect(derValue(0x04, Buffer.alloc(128)).subarray(0, 3).toString('hex')).toBe('048180');
    expect(derValue(0x04, Buffer.alloc(256)).subarray(0, 4).toString('hex')).toBe('04820100');
  });

  it('writes object identifiers, numbers and times', () => {
    expect(derObjectId('1.2.840.10045.4.3.2').toString('hex')).toBe('06082a8648ce3d040302');
    expect(derUnsigned(Buffer.from([0, 0, 0x80])).toString('hex')).toBe('02020080');
    expect(derUnsigned(Buffer.from([0])).toString('hex')).toBe('020100');
    expect(derTime(nowMs).subarray(2).toString()).toBe('261123120000Z');
    expect(
      derTime(Date.UTC(2050, 0, 1))
        .subarray(2)
        .toString(),
    ).toBe('20500101000000Z');
  });
});

describe('self-signed certificate', () => {
  it('names its hosts, is signed by itself and good for a year', () => {
    const hosts = ['localhost', '127.0.0.1', '::1', 'fe80::1:2', 'api.hetzner.cloud'];
    const { certificatePem } = createSelfSignedCertificate({ hosts, nowMs });
    const certificate = new X509Certificate(certificatePem);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.ca).toBe(true);
    expect(certificate.checkHost('api.hetzner.cloud')).toBe('api.hetzner.cloud');
    for (const ip of ['127.0.0.1', '::1', 'fe80::1:2']) expect(certificate.checkIP(ip)).toBeDefined();
    expect(certificate.checkHost('other.example')).toBeUndefined();
    expect(certificate.validFromDate.getTime()).toBe(nowMs - 3_600_000);
    expect(certificate.validToDate.getTime()).toBe(nowMs + 365 * 86_400_000);
  });

  it('serves a handshake to a client that trusts it, and to no other', async () => {
    const { certificatePem, keyPem } = createSelfSignedCertificate({ hosts: ['127.0.0.1'], nowMs: Date.now() });
    const server = createServer({ cert: certificatePem, key: keyPem }, (socket) => socket.end('hello'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const at = { host: '127.0.0.1', port: portOf(server) };
    const trusting = connect({ ...at, ca: certificatePem });
    const [greeting] = await once(trusting, 'data');
    expect([String(greeting), trusting.authorized]).toEqual(['hello', true]);
    const stranger = connect(at);
    const [error] = await once(stranger, 'error');
    expect(error.code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    trusting.destroy();
    stranger.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
});
