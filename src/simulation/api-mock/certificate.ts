import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import {
  derBits,
  derObjectId,
  derOctets,
  derSequence,
  derSet,
  derText,
  derTime,
  derTrue,
  derUnsigned,
  derValue,
} from './der.ts';

/** A certificate with its key, both in PEM. The key is made in memory and never written anywhere. */
export interface SelfSignedCertificate {
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** What a certificate is for. */
export interface CertificateRequest {
  /** Host names and IP addresses, written into the subject alternative name. */
  readonly hosts: readonly string[];
  /** Milliseconds since 1970; the certificate is good from an hour before (clocks differ) to a year after. */
  readonly nowMs: number;
}

const ecdsaWithSha256 = '1.2.840.10045.4.3.2';
const hourMs = 3_600_000;

/** Makes a self-signed certificate (X.509 v3 of RFC 5280, ECDSA on P-256). It is its own authority, so a client may trust it by file. */
export function createSelfSignedCertificate(request: CertificateRequest): SelfSignedCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = derSequence(derObjectId(ecdsaWithSha256));
  const name = derSequence(derSet(derSequence(derObjectId('2.5.4.3'), derText('cloudburst api-mock'))));
  const validity = derSequence(derTime(request.nowMs - hourMs), derTime(request.nowMs + 365 * 24 * hourMs));
  const body = derSequence(
    derValue(0xa0, derUnsigned(Buffer.from([2]))),
    derUnsigned(randomBytes(16)),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    derValue(0xa3, derSequence(...extensions(request.hosts))),
  );
  const certificate = derSequence(body, algorithm, derBits(sign('sha256', body, privateKey)));
  return {
    certificatePem: pem('CERTIFICATE', certificate),
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function extensions(hosts: readonly string[]): Buffer[] {
  const serverAuthentication = derSequence(derObjectId('1.3.6.1.5.5.7.3.1'));
  // digitalSignature and keyCertSign: bits 0 and 5.
  const keyUsage = derBits(Buffer.from([0b1000_0100]), 2);
  return [
    derSequence(derObjectId('2.5.29.19'), derTrue(), derOctets(derSequence(derTrue()))),
    derSequence(derObjectId('2.5.29.15'), derTrue(), derOctets(keyUsage)),
    derSequence(derObjectId('2.5.29.37'), derOctets(serverAuthentication)),
    derSequence(derObjectId('2.5.29.17'), derOctets(derSequence(...hosts.map(alternativeName)))),
  ];
}

/** dNSName is [2], iPAddress is [7] (RFC 5280, 4.2.1.6). */
function alternativeName(host: string): Buffer {
  switch (isIP(host)) {
    case 4:
      return derValue(0x87, Buffer.from(host.split('.').map(Number)));
    case 6:
      return derValue(0x87, ipv6Bytes(host));
    default:
      return derValue(0x82, Buffer.from(host, 'ascii'));
  }
}

function ipv6Bytes(host: string): Buffer {
  // The URL parser writes addresses in one canonical form, embedded IPv4 included.
  const [head = '', tail] = new URL(`http://[${host}]`).hostname.slice(1, -1).split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const before = groups(head);
  const after = groups(tail ?? '');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  const all = [...before, ...zeros, ...after].map((group) => group.padStart(4, '0'));
  return Buffer.from(all.join(''), 'hex');
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
