import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { portOf } from '../simulation/http/listener.ts';
import { createProviderRegistry } from './registry.ts';
import type { ProviderRegistry } from './registry.ts';

const never = new AbortController().signal;
const block = { apiTokenSecretRef: { name: 's', key: 'k' } };
const settings = { clusterId: 'c', credential: 'token-token-token', block };
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function registry(hetzner: string, { insecure = false, connectMs = 200 } = {}): ProviderRegistry {
  const made = createProviderRegistry({
    endpoints: { hetzner, scaleway: 'http://127.0.0.1:9' },
    insecureSkipVerify: { hetzner: insecure },
    deadlines: { connectMs, requestMs: 300 },
    now: Date.now,
    random: () => 0.5,
  });
  closers.push(() => made.close());
  return made;
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return portOf(server as Parameters<typeof portOf>[0]);
}

function selfSigned(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'cloudburst-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-days', '1', '-keyout', key, '-out', cert];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', ...subject],
    { stdio: 'ignore' },
  );
  const read = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true });
  return read;
}

async function tlsEndpoint(): Promise<string> {
  const page = JSON.stringify({ servers: [], meta: { pagination: { next_page: null, total_entries: 0 } } });
  const server = createTlsServer(selfSigned(), (_request, response) => response.end(page));
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
    expect(() => registry('http://127.0.0.1:9/v1').provider('scaleway', settings)).toThrow('a block of Hetzner');
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
    const provider = registry(`http://127.0.0.1:${port}/v1`).provider('hetzner', settings);
    await expect(provider.list(never)).rejects.toMatchObject({ name: 'OutageError', details: { code: 'timeout' } });
  });
});
