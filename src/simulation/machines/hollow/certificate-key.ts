import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** The private key of a kubelet's client certificate (P-256, as kubelets make them) and the request signed with it. */
export interface CertificateKey {
  /** PKCS #8 PEM. */
  readonly privateKeyPem: string;
  /** PKCS #10 PEM for `system:node:<name>` in `system:nodes`. */
  readonly requestPem: string;
  /** Name for the CertificateSigningRequest: the same for the same key and Node, so that a repeated request finds its first. */
  readonly requestName: string;
}

/** Makes a new key and its certificate request. */
export function newCertificateKey(nodeName: string): CertificateKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const publicKey = createPublicKey(createPrivateKey(privateKeyPem)).export({ type: 'spki', format: 'der' });
  const digest = createHash('sha256').update(publicKey).update(nodeName).digest('base64url');
  return {
    privateKeyPem,
    requestPem: certificateRequest({ nodeName, publicKey, privateKey }),
    requestName: `node-csr-${digest}`,
  };
}

interface RequestParts {
  readonly nodeName: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly privateKey: KeyObject;
}

/** CertificationRequest of RFC 2986, without attributes. */
function certificateRequest(parts: RequestParts): string {
  const subject = sequence(
    nameField(organization, printableString('system:nodes')),
    nameField(commonName, utf8String(`system:node:${parts.nodeName}`)),
  );
  const noAttributes = der(0xa0);
  const info = sequence(der(0x02, Buffer.of(0)), subject, parts.publicKey, noAttributes);
  const signature = sign('sha256', info, parts.privateKey);
  const request = sequence(info, sequence(ecdsaWithSha256), der(0x03, Buffer.of(0), signature));
  const lines = request.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE REQUEST-----\n${lines}\n-----END CERTIFICATE REQUEST-----\n`;
}

/** 2.5.4.3, 2.5.4.10 and 1.2.840.10045.4.3.2, each with tag and length. */
const commonName = Buffer.from('0603550403', 'hex');
const organization = Buffer.from('060355040a', 'hex');
const ecdsaWithSha256 = Buffer.from('06082a8648ce3d040302', 'hex');

function nameField(type: Uint8Array, value: Uint8Array): Buffer {
  return der(0x31, sequence(type, value));
}

function utf8String(text: string): Buffer {
  return der(0x0c, Buffer.from(text));
}

function printableString(text: string): Buffer {
  return der(0x13, Buffer.from(text));
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return der(0x30, ...parts);
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Buffer.of(tag, content.length), content]);
  const size = content.length < 0x100 ? [0x81, content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}
