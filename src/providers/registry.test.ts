import { createServer as createTlsServer } from 'node:https';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createSelfSignedCertificate } from '../simulation/api-mock/certificate.ts';
import { createProviderRegistry } from './registry.ts';
import type { ProviderRegistry } from './registry.ts';

const never = new AbortController().signal;
const block = { apiTokenSecretRef: { name: 's', key: 'k' } };
const settings = { clusterId: 'c', credential: 'token-token-token', block };
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function registry(hetzner: string, { insecure = false, requestMs = 20_000 } = {}): ProviderRegistry {
  const made = createProviderRegistry({
    endpoints: { hetzner, scaleway: 'http://127.0.0.1:9' },
    insecureSkipVerify: { hetzner: insecure },
    deadlines: { requestMs },
    now: Date.now,
    random: () => 0.5,
  });
  closers.push(() => made.close());
  return made;
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address.port;
}

async function tlsEndpoint(): Promise<string> {
  const { keyPem, certificatePem } = createSelfSignedCertificate({ hosts: ['127.0.0.1'], nowMs: Date.now() });
  const page = JSON.stringify({ servers: [], meta: { pagination: { next_page: null, total_entries: 0 } } });
  const server = createTlsServer({ key: keyPem, cert: certificatePem }, (_request, response) => response.end(page));
  return `https://127.0.0.1:${await listening(server)}/v1`;
}

describe('registry', () => {
  it('gives the same provider for the same settings and another one for another credential', () => {
    const made = registry('http://127.0.0.1:9/v1');
    const first = made.provider('hetzner', settings);
    expect(made.provider('hetzner', { ...settings, block: { ...block } })).toBe(first);
    expect(made.provider('hetzner', { ...settings, credential: 'another' })).not.toBe(first);
  });

  it('refuses a block of another cloud', () => {
    expect(() => registry('http://127.0.0.1:9/v1').provider('scaleway', settings)).toThrow(
      'the block of another cloud was given for scaleway',
    );
  });

  it('does not trust a certificate that nobody vouches for, and then nothing was sent', async () => {
    const provider = registry(await tlsEndpoint()).provider('hetzner', settings);
    await expect(provider.list(never)).rejects.toMatchObject({
      name: 'OutageError',
      mayHaveHappened: false,
      details: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
  });

  it('trusts any certificate when it was told to', async () => {
    const provider = registry(await tlsEndpoint(), { insecure: true }).provider('hetzner', settings);
    expect(await provider.list(never)).toEqual([]);
  });

  it('ends a request that is never answered', async () => {
    const port = await listening(createServer((socket) => void closers.unshift(() => void socket.destroy())));
    const provider = registry(`http://127.0.0.1:${port}/v1`, { requestMs: 300 }).provider('hetzner', settings);
    await expect(provider.list(never)).rejects.toMatchObject({ name: 'OutageError', details: { code: 'timeout' } });
  });
});
