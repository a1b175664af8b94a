import { z } from 'zod';
import { findEffect } from '../../faults/matching.ts';
import type { ApiResponse } from '../../http/exchange.ts';
import { jsonResponse, noContent, parseJsonBody } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { invalidArgument, invalidRequest, locked, notFound } from './errors.ts';
import { enter, removeServer } from './lifecycle.ts';
import { hasTags, instancePage, wantedTags } from './paging.ts';
import { renderServer } from './render.ts';
import { runAction } from './server-actions.ts';
import { createServer } from './server-create.ts';
import type { ScalewayAccount, ScalewayCall, ScalewayHandler, ScalewayServer } from './state.ts';
import { findInZone } from './state.ts';
import { userDataRoutes } from './user-data-routes.ts';

/** Which servers a list asks for. Read once: a list may look at thousands. */
function serverFilter({ request: { query }, params }: ScalewayCall): (server: ScalewayServer) => boolean {
  const equals = (name: string): ((actual: string) => boolean) => {
    const wanted = query.get(name);
    return (actual) => wanted === null || wanted === actual;
  };
  const [isProject, isOrganization] = [equals('project'), equals('organization')];
  const [isType, isState] = [equals('commercial_type'), equals('state')];
  const tags = wantedTags(query);
  const part = query.get('name') ?? '';
  const ids = query.get('servers')?.split(',');
  return (server) =>
    server.zone === params['zone'] &&
    hasTags(server.tags, tags) &&
    // A substring: `server1` also finds `server100`.
    server.name.includes(part) &&
    isProject(server.project) &&
    isOrganization(server.project) &&
    isType(server.type.name) &&
    isState(server.state) &&
    (ids === undefined || ids.includes(server.id));
}

/** Newest first, as the API's default order has it. */
const listServers: ScalewayHandler = (account, call) => {
  const entries = visibleServers(account, call).filter(serverFilter(call));
  const render = (server: ScalewayServer): unknown => renderServer(server, account);
  return instancePage(call, { key: 'servers', entries: entries.toReversed(), render });
};

/** The servers a list shows: those of now, or, under a stale list, those of a while ago. */
function visibleServers(account: ScalewayAccount, call: ScalewayCall): ScalewayServer[] {
  const stale = findEffect(call.effects, 'stale-list');
  if (stale === undefined) return [...account.servers.values()];
  const asOfMs = account.context.now() - stale.ms;
  return [...account.tombstones, ...account.servers.values()]
    .filter((server) => server.createdAtMs <= asOfMs && (server.deletedAtMs ?? Number.POSITIVE_INFINITY) > asOfMs)
    .toSorted((one, other) => one.createdAtMs - other.createdAtMs);
}

const getServer: ScalewayHandler = (account, { params }) => {
  const server = findInZone(account.servers, params);
  if (server === undefined) return notFound('instance_server', params['id'] ?? '');
  return jsonResponse(200, { server: renderServer(server, account) });
};

const updateSchema = z.looseObject({
  name: z.string().min(1).nullish(),
  tags: z.array(z.string()).nullish(),
  protected: z.boolean().nullish(),
  dynamic_ip_required: z.boolean().nullish(),
  security_group: z.looseObject({ id: z.string() }).nullish(),
  placement_group: z.string().nullish(),
});

function moveToGroups(
  account: ScalewayAccount,
  server: ScalewayServer,
  wanted: z.infer<typeof updateSchema>,
): ApiResponse | undefined {
  const group = wanted.security_group?.id ?? server.securityGroupId;
  if (!account.securityGroups.has(group)) return notFound('instance_security_group', group);
  const placement = wanted.placement_group ?? server.placementGroupId;
  if (placement !== null && !account.placementGroups.has(placement))
    return notFound('instance_placement_group', placement);
  server.securityGroupId = group;
  server.placementGroupId = placement;
  return undefined;
}

const updateServer: ScalewayHandler = (account, { params, request }) => {
  const server = findInZone(account.servers, params);
  if (server === undefined) return notFound('instance_server', params['id'] ?? '');
  const parsed = updateSchema.safeParse(parseJsonBody(request.body));
  if (!parsed.success) return invalidArgument(parsed.error.issues[0]?.path.join('.') || 'body', 'format', '');
  const { name, tags, dynamic_ip_required: dynamicIp } = parsed.data;
  const refusal = moveToGroups(account, server, parsed.data);
  if (refusal !== undefined) return refusal;
  server.name = name ?? server.name;
  server.tags = tags ?? server.tags;
  server.isProtected = parsed.data.protected ?? server.isProtected;
  server.dynamicIpRequired = dynamicIp ?? server.dynamicIpRequired;
  enter(account, server, server.state, server.stateDetail);
  return jsonResponse(200, { server: renderServer(server, account) });
};

/** Only stopped servers; their volumes are detached and stay. */
const deleteServer: ScalewayHandler = (account, { params }) => {
  const server = findInZone(account.servers, params);
  if (server === undefined) return notFound('instance_server', params['id'] ?? '');
  if (server.state === 'locked') return locked('instance_server', server.id);
  if (server.isProtected) return invalidRequest('instance is protected');
  if (server.state !== 'stopped') return invalidRequest('instance should be powered off');
  removeServer(account, server);
  return noContent();
};

/** Servers have no private networks here. */
const listPrivateNics: ScalewayHandler = (account, call) => {
  const server = findInZone(account.servers, call.params);
  if (server === undefined) return notFound('instance_server', call.params['id'] ?? '');
  return instancePage(call, { key: 'private_nics', entries: [], render: () => ({}) });
};

const base = '/instance/v1/zones/{zone}/servers';

/** Everything about servers. */
export const serverRoutes: readonly Route<ScalewayHandler>[] = [
  { name: 'create-server', method: 'POST', template: base, handle: createServer },
  { name: 'list-servers', method: 'GET', template: base, handle: listServers },
  { name: 'get-server', method: 'GET', template: `${base}/{id}`, handle: getServer },
  { name: 'update-server', method: 'PATCH', template: `${base}/{id}`, handle: updateServer },
  { name: 'delete-server', method: 'DELETE', template: `${base}/{id}`, handle: deleteServer },
  { name: 'server-action', method: 'POST', template: `${base}/{id}/action`, handle: runAction },
  { name: 'list-private-nics', method: 'GET', template: `${base}/{id}/private_nics`, handle: listPrivateNics },
  ...userDataRoutes(base),
];
