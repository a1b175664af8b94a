import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ApiResponse } from '../../http/exchange.ts';
import { jsonResponse, noContent, parseJsonBody } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { locations } from './catalogue.ts';
import { failure, invalidInput, jsonError, notFound, uniquenessError } from './errors.ts';
import { matchesLabels, parseLabelSelector } from './labels.ts';
import { addIp, removeIp } from './lifecycle.ts';
import type { Listing } from './paging.ts';
import { pageResponse } from './paging.ts';
import { renderPrimaryIp, renderSshKey } from './render.ts';
import type { HetznerAccount, HetznerCall, HetznerHandler, SshKey } from './state.ts';
import { findById, takeId } from './state.ts';

interface Labelled {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A page of labelled resources, filtered by `name` and `label_selector`. */
function listLabelled<Entry extends Labelled>(
  call: HetznerCall,
  listing: Pick<Listing<Entry>, 'key' | 'entries' | 'render'>,
): ApiResponse {
  const { query } = call.request;
  const terms = parseLabelSelector(query.get('label_selector') ?? '');
  if (terms === undefined) return invalidInput('label_selector', 'label selector is not correctly formatted');
  const name = query.get('name');
  const entries = listing.entries.filter(
    (entry) => (name === null || entry.name === name) && matchesLabels(terms, entry.labels),
  );
  return pageResponse({ ...listing, entries, query, effects: call.effects });
}

const listSshKeys: HetznerHandler = (account, call) => {
  const fingerprint = call.request.query.get('fingerprint');
  const entries = [...account.sshKeys.values()].filter(
    (key) => fingerprint === null || key.fingerprint === fingerprint,
  );
  return listLabelled(call, { key: 'ssh_keys', entries, render: renderSshKey });
};

const keySchema = z.looseObject({
  name: z.string().min(1),
  public_key: z.string(),
  labels: z.record(z.string(), z.string()).default({}),
});

const createSshKey: HetznerHandler = (account, { request }) => {
  const body = parseJsonBody(request.body);
  if (body === undefined) return jsonError();
  const parsed = keySchema.safeParse(body);
  if (!parsed.success)
    return invalidInput(parsed.error.issues[0]?.path.join('.') ?? 'body', 'Missing data or wrong type.');
  const { name, public_key: publicKey, labels } = parsed.data;
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

const getSshKey: HetznerHandler = (account, { params }) => {
  const key = findById(account.sshKeys, params['id']);
  if (key === undefined) return notFound('ssh_key', params['id'] ?? '');
  return jsonResponse(200, { ssh_key: renderSshKey(key) });
};

const keyUpdateSchema = z.looseObject({
  name: z.string().min(1).optional(),
  labels: z.record(z.string(), z.string()).optional(),
});

const updateSshKey: HetznerHandler = (account, { params, request }) => {
  const key = findById(account.sshKeys, params['id']);
  if (key === undefined) return notFound('ssh_key', params['id'] ?? '');
  const parsed = keyUpdateSchema.safeParse(parseJsonBody(request.body));
  if (!parsed.success) return invalidInput(parsed.error.issues[0]?.path.join('.') ?? 'body', 'Wrong type.');
  key.name = parsed.data.name ?? key.name;
  key.labels = parsed.data.labels ?? key.labels;
  return jsonResponse(200, { ssh_key: renderSshKey(key) });
};

const deleteSshKey: HetznerHandler = (account, { params }) => {
  const key = findById(account.sshKeys, params['id']);
  if (key === undefined) return notFound('ssh_key', params['id'] ?? '');
  account.sshKeys.delete(key.id);
  return noContent();
};

const listPrimaryIps: HetznerHandler = (account, call) => {
  const ip = call.request.query.get('ip');
  const entries = [...account.primaryIps.values()].filter((entry) => ip === null || entry.ip === ip);
  return listLabelled(call, { key: 'primary_ips', entries, render: renderPrimaryIp });
};

const ipSchema = z.looseObject({
  name: z.string().min(1),
  type: z.enum(['ipv4', 'ipv6']),
  location: z.string(),
  labels: z.record(z.string(), z.string()).default({}),
  // Addresses made by hand outlive their server unless asked otherwise (API reference, `auto_delete`).
  auto_delete: z.boolean().default(false),
});

const createPrimaryIp: HetznerHandler = (account, { request }) => {
  const body = parseJsonBody(request.body);
  if (body === undefined) return jsonError();
  const parsed = ipSchema.safeParse(body);
  if (!parsed.success)
    return invalidInput(parsed.error.issues[0]?.path.join('.') ?? 'body', 'Missing data or wrong type.');
  const { name, type, labels, auto_delete: autoDelete } = parsed.data;
  const location = locations.find((entry) => entry.name === parsed.data.location);
  if (location === undefined) return invalidInput('location', `location '${parsed.data.location}' not found`);
  if (isIpNameTaken(account, name)) return uniquenessError('name', 'primary IP name is already used');
  const ip = addIp(account, { name, type, labels, autoDelete, location, assigneeId: null });
  return jsonResponse(201, { primary_ip: renderPrimaryIp(ip), action: null });
};

function isIpNameTaken(account: HetznerAccount, name: string): boolean {
  return [...account.primaryIps.values()].some((ip) => ip.name === name);
}

const getPrimaryIp: HetznerHandler = (account, { params }) => {
  const ip = findById(account.primaryIps, params['id']);
  if (ip === undefined) return notFound('primary_ip', params['id'] ?? '');
  return jsonResponse(200, { primary_ip: renderPrimaryIp(ip) });
};

/** Assigned addresses are refused since 1 May 2026 (https://docs.hetzner.cloud/changelog). */
const deletePrimaryIp: HetznerHandler = (account, { params }) => {
  const ip = findById(account.primaryIps, params['id']);
  if (ip === undefined) return notFound('primary_ip', params['id'] ?? '');
  if (ip.assigneeId !== null) return failure(422, 'must_be_unassigned', 'primary IP must be unassigned first');
  removeIp(account, ip);
  return noContent();
};

/** Volumes are not simulated yet: the account never has any. */
const listVolumes: HetznerHandler = (_account, call) =>
  listLabelled<Labelled>(call, { key: 'volumes', entries: [], render: (entry) => entry });

/** Everything that stands beside servers. */
export const sideRoutes: readonly Route<HetznerHandler>[] = [
  { name: 'list-ssh-keys', method: 'GET', template: '/v1/ssh_keys', handle: listSshKeys },
  { name: 'create-ssh-key', method: 'POST', template: '/v1/ssh_keys', handle: createSshKey },
  { name: 'get-ssh-key', method: 'GET', template: '/v1/ssh_keys/{id}', handle: getSshKey },
  { name: 'update-ssh-key', method: 'PUT', template: '/v1/ssh_keys/{id}', handle: updateSshKey },
  { name: 'delete-ssh-key', method: 'DELETE', template: '/v1/ssh_keys/{id}', handle: deleteSshKey },
  { name: 'list-primary-ips', method: 'GET', template: '/v1/primary_ips', handle: listPrimaryIps },
  { name: 'create-primary-ip', method: 'POST', template: '/v1/primary_ips', handle: createPrimaryIp },
  { name: 'get-primary-ip', method: 'GET', template: '/v1/primary_ips/{id}', handle: getPrimaryIp },
  { name: 'delete-primary-ip', method: 'DELETE', template: '/v1/primary_ips/{id}', handle: deletePrimaryIp },
  { name: 'list-volumes', method: 'GET', template: '/v1/volumes', handle: listVolumes },
];
