import { createHash } from 'node:crypto';
import { z } from 'zod';
import { jsonResponse, noContent } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { invalidInput, uniquenessError } from './errors.ts';
import { renderSshKey } from './render-resources.ts';
import { readBody, resourceRoutes } from './resources.ts';
import type { HetznerHandler, SshKey } from './state.ts';
import { takeId } from './state.ts';

const keySchema = z.looseObject({
  name: z.string().min(1),
  public_key: z.string(),
  labels: z.record(z.string(), z.string()).default({}),
});

const createSshKey: HetznerHandler = (account, { request }) => {
  const body = readBody(keySchema, request);
  if ('refusal' in body) return body.refusal;
  const { name, public_key: publicKey, labels } = body.value;
  const fingerprint = fingerprintOf(publicKey);
  if (fingerprint === undefined) return invalidInput('public_key', 'is not a valid SSH public key');
  const taken = [...account.sshKeys.values()].find((key) => key.name === name || key.fingerprint === fingerprint);
  if (taken !== undefined) {
    return uniquenessError(taken.name === name ? 'name' : 'public_key', 'SSH key not unique');
  }
  const key: SshKey = { id: takeId(account), name, labels, fingerprint, publicKey, createdAtMs: account.context.now() };
  account.sshKeys.set(key.id, key);
  return jsonResponse(201, { ssh_key: renderSshKey(key) });
};

/** MD5 of the key's blob in colon-separated hex, as ssh-keygen -E md5 prints it. */
function fingerprintOf(publicKey: string): string | undefined {
  const [algorithm, blob] = publicKey.trim().split(/\s+/);
  if (algorithm === undefined || blob === undefined || !/^(ssh|ecdsa|sk)-/.test(algorithm)) return undefined;
  if (!/^[A-Za-z0-9+/]+=*$/.test(blob)) return undefined;
  const digest = createHash('md5').update(Buffer.from(blob, 'base64')).digest('hex');
  return digest.match(/../g)?.join(':');
}

/** SSH keys (https://docs.hetzner.cloud/reference/cloud#tag/ssh-keys). */
export const sshKeyRoutes: readonly Route<HetznerHandler>[] = [
  { name: 'create-ssh-key', method: 'POST', template: '/v1/ssh_keys', handle: createSshKey },
  ...resourceRoutes<SshKey>({
    kind: 'ssh_key',
    plural: 'ssh_keys',
    all: (account) => account.sshKeys,
    render: renderSshKey,
    matches: (key, query) => [null, key.fingerprint].includes(query.get('fingerprint')),
    remove: (account, key) => {
      account.sshKeys.delete(key.id);
      return noContent();
    },
  }),
];
