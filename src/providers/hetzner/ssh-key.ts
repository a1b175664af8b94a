import { generateKeyPairSync } from 'node:crypto';
import { InvalidRequestError } from '../errors.ts';
import type { CallContext, HetznerClient } from './client.ts';
import { isOurs, ownerLabels, ownerSelector } from './labels.ts';
import { keyAnswer, keysPage } from './schema.ts';

/**
 * The key that is put on every server when the class names none. Without a key Hetzner makes a root password, returns it and
 * mails it. The private half is never kept, so nobody can log in with it.
 */
export async function ensureThrowAwayKey(
  client: HetznerClient,
  clusterId: string,
  context: CallContext,
): Promise<number> {
  const found = await findKey(client, clusterId, context);
  if (found !== undefined) return found;
  try {
    const body = { name: keyName(clusterId), public_key: throwAwayPublicKey(), labels: ownerLabels(clusterId) };
    const made = await client.call({ method: 'POST', path: '/ssh_keys', body, answer: keyAnswer }, context);
    return made.ssh_key.id;
  } catch (error) {
    // Another process of this cluster was faster.
    if (!(error instanceof InvalidRequestError) || error.details.code !== 'uniqueness_error') throw error;
    const other = await findKey(client, clusterId, context);
    if (other === undefined) throw error;
    return other;
  }
}

async function findKey(client: HetznerClient, clusterId: string, context: CallContext): Promise<number | undefined> {
  const query = { label_selector: ownerSelector(clusterId) };
  const page = await client.call({ method: 'GET', path: '/ssh_keys', query, answer: keysPage }, context);
  return page.ssh_keys.find((key) => isOurs(key.labels, clusterId))?.id;
}

function keyName(clusterId: string): string {
  return `cloudburst-${clusterId}`;
}

/** An ed25519 public key in the form of RFC 4253, 6.6, and RFC 8709. */
function throwAwayPublicKey(): string {
  const { publicKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const parts = [Buffer.from('ssh-ed25519'), raw].flatMap((part) => [lengthOf(part), part]);
  return `ssh-ed25519 ${Buffer.concat(parts).toString('base64')} cloudburst`;
}

function lengthOf(part: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(part.length);
  return length;
}
