import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parseCertificateRequest } from '../../../bootstrap/certificate-request.ts';
import { newCertificateKey } from './certificate-key.ts';

describe('certificate key of a hollow machine', () => {
  it('writes a request that openssl reads and whose signature holds', () => {
    const key = newCertificateKey('burst-1');
    const text = execFileSync('openssl', ['req', '-noout', '-subject', '-verify'], {
      input: key.requestPem,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    expect(text.replaceAll(' ', '')).toContain('O=system:nodes,CN=system:node:burst-1');
  });

  it('asks for the identity of the node and for nothing else, whatever the length of the name', () => {
    for (const nodeName of ['a', 'b'.repeat(63), 'c'.repeat(150)]) {
      expect(parseCertificateRequest(newCertificateKey(nodeName).requestPem)).toEqual({
        commonNames: [`system:node:${nodeName}`],
        organizations: ['system:nodes'],
        otherSubjectFields: 0,
        attributes: 0,
      });
    }
  });

  it('names each key’s request differently, as an object may be named', () => {
    const names = [newCertificateKey('burst-1').requestName, newCertificateKey('burst-1').requestName];
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^node-csr-[\w-]{43}$/);
  });
});
