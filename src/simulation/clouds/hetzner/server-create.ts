import { z } from 'zod';
import { findEffect } from '../../faults/matching.ts';
import type { ApiResponse } from '../../http/exchange.ts';
import { jsonResponse } from '../../http/exchange.ts';
import type { ImageEntry, LocationEntry, ServerTypeEntry } from './catalogue.ts';
import { images, locations, serverTypes } from './catalogue.ts';
import { invalidInput, limitExceeded, unavailable, uniquenessError } from './errors.ts';
import { launchServer } from './lifecycle.ts';
import { isServerQuotaFull } from './quota.ts';
import { renderAction, renderServer } from './render.ts';
import { named, readBody } from './resources.ts';
import { joinUp, refuseAttachments } from './server-attachments.ts';
import type { HetznerAccount, HetznerCall, HetznerHandler, HetznerServer } from './state.ts';
import { takeId } from './state.ts';

const idOrName = z.union([z.string(), z.number()]);
const createSchema = z.looseObject({
  name: z.string(),
  server_type: idOrName,
  image: idOrName,
  location: idOrName.nullish(),
  start_after_create: z.boolean().default(true),
  user_data: z.string().nullish(),
  labels: z.record(z.string(), z.string()).nullish(),
  ssh_keys: z.array(idOrName).nullish(),
  public_net: z
    .looseObject({
      enable_ipv4: z.boolean().default(true),
      enable_ipv6: z.boolean().default(true),
      ipv4: z.number().nullish(),
      ipv6: z.number().nullish(),
    })
    .nullish(),
  volumes: z.array(z.number()).nullish(),
  networks: z.array(z.number()).nullish(),
  firewalls: z.array(z.looseObject({ firewall: z.number() })).nullish(),
  placement_group: z.number().nullish(),
});

/** The body of `POST /v1/servers`. */
export type CreateRequest = z.infer<typeof createSchema>;

interface Order {
  readonly request: CreateRequest;
  readonly type: ServerTypeEntry;
  readonly location: LocationEntry;
  readonly image: ImageEntry;
}

/** `POST /v1/servers`. */
export const createServer: HetznerHandler = (account, call) => {
  const body = readBody(createSchema, call.request);
  if ('refusal' in body) return body.refusal;
  const order = readOrder(body.value);
  if ('status' in order) return order;
  const refusal = refuse(account, order, call);
  return refusal ?? accept(account, order, call);
};

/** Finds what the request names, or answers which name is unknown. */
function readOrder(request: CreateRequest): Order | ApiResponse {
  const type = serverTypes.find((entry) => named(entry, request.server_type));
  if (type === undefined) return invalidInput('server_type', `server type '${request.server_type}' not found`);
  const wanted = request.location ?? Object.keys(type.monthlyNetEur)[0] ?? '';
  const location = locations.find((entry) => named(entry, wanted));
  if (location === undefined) return invalidInput('location', `location '${wanted}' not found`);
  const image = images.find((entry) => named(entry, request.image) && entry.architecture === type.architecture);
  if (image === undefined) return invalidInput('image', `image '${request.image}' not found for this architecture`);
  return { request, type, location, image };
}

const namePattern =
  /^(?=.{1,253}$)[a-zA-Z0-9](?:[-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)*$/;

/** Everything that stands against the order, in this order: input, name, quota, what it shall be joined to, stock. */
function refuse(account: HetznerAccount, order: Order, call: HetznerCall): ApiResponse | undefined {
  const { request, type, location } = order;
  const invalid = invalidField(account, request);
  if (invalid !== undefined) return invalidInput(invalid.field, invalid.message);
  if (!(location.name in type.monthlyNetEur) || type.deprecation !== null) {
    return invalidInput('server_type', 'unsupported location for server type');
  }
  if (account.serverNames.has(request.name)) return uniquenessError('name', 'server name is already used');
  const quota = findEffect(call.effects, 'quota');
  if (isServerQuotaFull(account) || (quota !== undefined && account.servers.size >= quota.max))
    return limitExceeded('server');
  const unfit = refuseAttachments(account, request, location);
  if (unfit !== undefined) return unfit;
  const isSoldOut = findEffect(call.effects, 'sold-out') !== undefined;
  if (isSoldOut || (account.context.stock.left(type.name, location.name) ?? 1) <= 0) return unavailable();
  return undefined;
}

function invalidField(account: HetznerAccount, request: CreateRequest): { field: string; message: string } | undefined {
  if (!namePattern.test(request.name)) return { field: 'name', message: 'must be a valid hostname as per RFC 1123' };
  if (Buffer.byteLength(request.user_data ?? '') > 32 * 1024) {
    return { field: 'user_data', message: 'must not be longer than 32768 bytes' };
  }
  const keys = [...account.sshKeys.values()];
  const unknown = request.ssh_keys?.find((wanted) => !keys.some((key) => named(key, wanted)));
  return unknown === undefined ? undefined : { field: 'ssh_keys', message: `SSH key '${unknown}' not found` };
}

function accept(account: HetznerAccount, order: Order, call: HetznerCall): ApiResponse {
  const server = newServer(account, order, call);
  joinUp(account, server, order.request);
  const start = order.request.start_after_create;
  const actions = launchServer(account, server, { start, effects: call.effects });
  const hasKeys = (order.request.ssh_keys?.length ?? 0) > 0;
  return jsonResponse(201, {
    server: renderServer(server, account),
    action: renderAction(actions.create),
    next_actions: actions.start === undefined ? [] : [renderAction(actions.start)],
    // Without a key the API makes a root password and sends it along.
    root_password: hasKeys ? null : rootPassword(account),
  });
}

function newServer(account: HetznerAccount, order: Order, call: HetznerCall): HetznerServer {
  const late = findEffect(call.effects, 'boots-late')?.ms ?? 0;
  return {
    id: takeId(account),
    name: order.request.name,
    labels: order.request.labels ?? {},
    status: 'initializing',
    type: order.type,
    location: order.location,
    image: order.image,
    createdAtMs: account.context.now(),
    userData: order.request.user_data ?? '',
    publicKeys: publicKeysOf(account, order.request),
    address: account.context.addresses.nextPrivate(),
    ipv4Id: null,
    ipv6Id: null,
    placementGroupId: null,
    protection: { delete: false, rebuild: false },
    runningActions: 0,
    bootLagMs: findEffect(call.effects, 'never-boots') === undefined ? late : null,
  };
}

function publicKeysOf(account: HetznerAccount, request: CreateRequest): string[] {
  const wanted = request.ssh_keys ?? [];
  const keys = [...account.sshKeys.values()].filter((key) => wanted.some((one) => named(key, one)));
  return keys.map((key) => key.publicKey);
}

function rootPassword(account: HetznerAccount): string {
  const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  return Array.from({ length: 20 }, () => letters[Math.floor(account.context.random() * letters.length)]).join('');
}
