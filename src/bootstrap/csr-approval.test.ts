import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { CertificateSigningRequest } from '../kube/types.ts';
import { parseCertificateRequest } from './certificate-request.ts';
import { assessCsr } from './csr-approval.ts';

const folder = mkdtempSync(join(tmpdir(), 'csr-'));
afterAll(() => rmSync(folder, { recursive: true }));

function opensslRequest(subject: string, extra: readonly string[] = []): string {
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    join(folder, 'key.pem'),
  ];
  return execFileSync('openssl', ['req', '-new', ...key, '-subj', subject, ...extra], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

const rightSubject = '/O=system:nodes/CN=system:node:burst-1';
const right = opensslRequest(rightSubject);
const expected = { claimName: 'burst-1', tokenId: 'abcdef', nodeExists: false };

function aCsr(
  pem: string,
  spec: Partial<CertificateSigningRequest['spec']> = {},
): Pick<CertificateSigningRequest, 'spec'> {
  return {
    spec: {
      request: Buffer.from(pem).toString('base64'),
      signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
      username: 'system:bootstrap:abcdef',
      groups: ['system:bootstrappers', 'system:bootstrappers:cloudburst', 'system:authenticated'],
      usages: ['digital signature', 'client auth'],
      ...spec,
    },
  };
}

describe('approval of certificate requests', () => {
  it('approves what the claim’s own machine asks', () => {
    expect(assessCsr(aCsr(right), expected)).toEqual({ kind: 'approve' });
  });

  it('approves the usages of an RSA key', () => {
    const usages = ['key encipherment', 'digital signature', 'client auth'];
    expect(assessCsr(aCsr(right, { usages }), expected)).toEqual({ kind: 'approve' });
  });

  it.each([
    ['another signer', { signerName: 'kubernetes.io/kubelet-serving' }],
    ['another token', { username: 'system:bootstrap:zzzzzz' }],
    ['a node', { username: 'system:node:burst-1', groups: ['system:nodes'] }],
  ])('ignores requests of %s', (_, spec) => {
    expect(assessCsr(aCsr(right, spec), expected).kind).toBe('ignore');
  });

  it.each(['Approved', 'Denied'])('ignores what is %s already', (type) => {
    const decided = { ...aCsr(right), status: { conditions: [{ type, status: 'True' as const }] } };
    expect(assessCsr(decided, expected)).toEqual({ kind: 'ignore', reason: 'It is decided already' });
  });

  it.each([
    ['a foreign group', { groups: ['system:bootstrappers:kubeadm:default-node-token'] }],
    ['no client usage', { usages: ['digital signature'] }],
    ['a usage too many', { usages: ['digital signature', 'client auth', 'server auth'] }],
    ['a usage given twice', { usages: ['client auth', 'client auth', 'digital signature'] }],
    ['garbage', { request: Buffer.from('hello').toString('base64') }],
    ['two requests in one', { request: Buffer.from(right + right).toString('base64') }],
  ])('denies a request with %s', (_, spec) => {
    expect(assessCsr(aCsr(right, spec), expected).kind).toBe('deny');
  });

  it('denies while a Node of that name stands', () => {
    const verdict = assessCsr(aCsr(right), { ...expected, nodeExists: true });
    expect(verdict).toEqual({ kind: 'deny', reason: 'Node burst-1 exists already' });
  });

  it.each([
    ['another node', '/O=system:nodes/CN=system:node:control-plane', []],
    ['a longer name', '/O=system:nodes/CN=system:node:burst-10', []],
    ['two names', '/O=system:nodes/CN=system:node:burst-1/CN=system:node:other', []],
    ['masters', '/O=system:masters/CN=system:node:burst-1', []],
    ['two groups', '/O=system:nodes/O=system:masters/CN=system:node:burst-1', []],
    ['no group', '/CN=system:node:burst-1', []],
    ['a field too many', '/O=system:nodes/CN=system:node:burst-1/OU=x', []],
    ['alternative names', rightSubject, ['-addext', 'subjectAltName=DNS:kubernetes.default']],
    ['a CA certificate', rightSubject, ['-addext', 'basicConstraints=CA:TRUE']],
  ])('denies a request for %s', (_, subject, extra) => {
    expect(assessCsr(aCsr(opensslRequest(subject, extra)), expected).kind).toBe('deny');
  });
});

describe('certificate request parser', () => {
  const der = Buffer.from(right.replace(/-----[^-]+-----/g, ''), 'base64');
  const pemOf = (bytes: Uint8Array): string =>
    `-----BEGIN CERTIFICATE REQUEST-----\n${Buffer.from(bytes).toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;

  it('reads what openssl writes', () => {
    expect(parseCertificateRequest(right)).toEqual({
      commonNames: ['system:node:burst-1'],
      organizations: ['system:nodes'],
      otherSubjectFields: 0,
      attributes: 0,
    });
  });

  it('refuses every truncation', () => {
    for (let length = 0; length < der.length; length += 1) {
      expect(parseCertificateRequest(pemOf(der.subarray(0, length)))).toBeUndefined();
    }
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => parseCertificateRequest(pemOf(bytes))).not.toThrow();
      }),
    );
    fc.assert(
      fc.property(fc.nat(der.length - 1), fc.nat(255), (index, value) => {
        const changed = Uint8Array.from(der);
        changed[index] = value;
        expect(() => parseCertificateRequest(pemOf(changed))).not.toThrow();
      }),
    );
  });
});
