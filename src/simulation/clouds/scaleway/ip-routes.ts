import { z } from 'zod';
import type { ApiResponse } from '../../http/exchange.ts';
import { jsonResponse, noContent, parseJsonBody } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { randomUuid } from '../../random.ts';
import { ipv4EurPerHour } from './catalogue.ts';
import { invalidArgument, notFound, permissionsDenied } from './errors.ts';
import { hasTags, instancePage, wantedTags } from './paging.ts';
import { renderIp } from './render-side.ts';
import type { FlexibleIp, ScalewayAccount, ScalewayHandler } from './state.ts';
import { defaultProject, findInZone } from './state.ts';

const listIps: ScalewayHandler = (account, call) => {
  const { query } = call.request;
  const tags = wantedTags(query);
  const entries = [...account.ips.values()].filter(
    (ip) =>
      ip.zone === call.params['zone'] && hasTags(ip.tags, tags) && [null, ip.project].includes(query.get('project')),
  );
  return instancePage(call, { key: 'ips', entries, render: (ip) => renderIp(ip, account) });
};

const newIpSchema = z.looseObject({
  project: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  server: z.string().nullish(),
});

/** Billed from now until it is deleted, attached or not (docs-content, pages/ipam, "Understanding billing for IP addresses"). */
const createIp: ScalewayHandler = (account, { params, request }) => {
  const parsed = newIpSchema.safeParse(parseJsonBody(request.body));
  if (!parsed.success) return invalidArgument(parsed.error.issues[0]?.path.join('.') || 'body', 'format', '');
  const { context } = account;
  const serverId = parsed.data.server ?? null;
  const refusal = refuseServer(account, serverId, params['zone']);
  if (refusal !== undefined) return refusal;
  const ip: FlexibleIp = {
    id: randomUuid(context.random),
    zone: params['zone'] ?? '',
    project: parsed.data.project ?? defaultProject,
    tags: parsed.data.tags ?? [],
    address: context.addresses.nextPublic(),
    reverse: null,
    createdAtMs: context.now(),
    serverId,
  };
  account.ips.set(ip.id, ip);
  const charge = { eurPerHour: ipv4EurPerHour, fromMs: context.now(), rounding: 'exact' } as const;
  context.ledger.open({ id: `scaleway/ip/${ip.id}`, ...charge });
  const location = { location: `/instance/v1/zones/${ip.zone}/ips/${ip.id}` };
  return jsonResponse(201, { ip: renderIp(ip, account) }, location);
};

function refuseServer(account: ScalewayAccount, id: string | null, zone: string | undefined): ApiResponse | undefined {
  if (id === null || account.servers.get(id)?.zone === zone) return undefined;
  return notFound('instance_server', id);
}

/**
 * An address that is gone, or never was, is one that the key may not read, and no 404 (terraform-provider-scaleway,
 * internal/services/instance/testdata/ip-with-zone.cassette.yaml, 27 January 2025).
 */
const getIp: ScalewayHandler = (account, { params }) => {
  const ip = findInZone(account.ips, params);
  if (ip === undefined) return permissionsDenied('read', 'compute_ips');
  return jsonResponse(200, { ip: renderIp(ip, account) });
};

const updateSchema = z.looseObject({
  reverse: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  server: z.string().nullish(),
});

/** `server: null` detaches; absent fields stay as they are (scaleway-sdk-go, test-instance-helpers, 5 September 2025). */
const updateIp: ScalewayHandler = (account, { params, request }) => {
  const ip = findInZone(account.ips, params);
  if (ip === undefined) return permissionsDenied('write', 'compute_ips');
  const parsed = updateSchema.safeParse(parseJsonBody(request.body));
  if (!parsed.success) return invalidArgument(parsed.error.issues[0]?.path.join('.') || 'body', 'format', '');
  const { server, tags, reverse } = parsed.data;
  const refusal = refuseServer(account, server ?? null, ip.zone);
  if (refusal !== undefined) return refusal;
  if (server !== undefined) ip.serverId = server;
  if (reverse !== undefined) ip.reverse = reverse;
  ip.tags = tags ?? ip.tags;
  return jsonResponse(200, { ip: renderIp(ip, account) });
};

const deleteIp: ScalewayHandler = (account, { params }) => {
  const ip = findInZone(account.ips, params);
  if (ip === undefined) return permissionsDenied('write', 'compute_ips');
  account.ips.delete(ip.id);
  account.context.ledger.close(`scaleway/ip/${ip.id}`, account.context.now());
  return noContent();
};

const ips = '/instance/v1/zones/{zone}/ips';

/** Flexible addresses. They survive the servers they are attached to. */
export const ipRoutes: readonly Route<ScalewayHandler>[] = [
  { name: 'list-ips', method: 'GET', template: ips, handle: listIps },
  { name: 'create-ip', method: 'POST', template: ips, handle: createIp },
  { name: 'get-ip', method: 'GET', template: `${ips}/{id}`, handle: getIp },
  { name: 'update-ip', method: 'PATCH', template: `${ips}/{id}`, handle: updateIp },
  { name: 'delete-ip', method: 'DELETE', template: `${ips}/{id}`, handle: deleteIp },
];
