import { z } from 'zod';
import { findEffect } from '../../faults/matching.ts';
import { jsonResponse, parseJsonBody } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { finishAction, startAction } from './actions.ts';
import { failure, invalidInput, jsonError, notFound, uniquenessError } from './errors.ts';
import { labelDefect, matchesLabels, parseLabelSelector } from './labels.ts';
import { cutPower, deleteServer, switchOn } from './lifecycle.ts';
import { pageResponse } from './paging.ts';
import { renderAction, renderServer } from './render.ts';
import { createServer } from './server-create.ts';
import type { HetznerAccount, HetznerAction, HetznerCall, HetznerHandler, HetznerServer } from './state.ts';
import { findById } from './state.ts';

const listServers: HetznerHandler = (account, call) => {
  const { query } = call.request;
  const terms = parseLabelSelector(query.get('label_selector') ?? '');
  if (terms === undefined) return invalidInput('label_selector', 'label selector is not correctly formatted');
  const name = query.get('name');
  const statuses = query.getAll('status');
  const servers = visibleServers(account, call).filter(
    (server) =>
      (name === null || server.name === name) &&
      (statuses.length === 0 || statuses.includes(server.status)) &&
      matchesLabels(terms, server.labels),
  );
  const render = (server: HetznerServer): unknown => renderServer(server, account);
  return pageResponse({ key: 'servers', entries: servers, render, query, effects: call.effects });
};

/** The servers a list shows: those of now, or, under a stale list, those of a while ago. */
function visibleServers(account: HetznerAccount, call: HetznerCall): HetznerServer[] {
  const stale = findEffect(call.effects, 'stale-list');
  if (stale === undefined) return [...account.servers.values()];
  const asOfMs = account.context.now() - stale.ms;
  return [...account.tombstones, ...account.servers.values()]
    .filter((server) => server.createdAtMs <= asOfMs && (server.deletedAtMs ?? Number.POSITIVE_INFINITY) > asOfMs)
    .toSorted((one, other) => one.id - other.id);
}

const getServer: HetznerHandler = (account, { params }) => {
  const server = findById(account.servers, params['id']);
  if (server === undefined) return notFound('server', params['id'] ?? '');
  return jsonResponse(200, { server: renderServer(server, account) });
};

const removeServer: HetznerHandler = (account, { params }) => {
  const server = findById(account.servers, params['id']);
  if (server === undefined) return notFound('server', params['id'] ?? '');
  return jsonResponse(200, { action: renderAction(deleteServer(account, server)) });
};

const updateSchema = z.looseObject({
  name: z.string().min(1).optional(),
  labels: z.record(z.string(), z.string()).optional(),
});

const updateServer: HetznerHandler = (account, { params, request }) => {
  const server = findById(account.servers, params['id']);
  if (server === undefined) return notFound('server', params['id'] ?? '');
  const body = parseJsonBody(request.body);
  if (body === undefined) return jsonError();
  const parsed = updateSchema.safeParse(body);
  if (!parsed.success) return invalidInput(parsed.error.issues[0]?.path.join('.') ?? 'body', 'Wrong type.');
  const { name, labels } = parsed.data;
  if (name !== undefined && name !== server.name && account.serverNames.has(name))
    return uniquenessError('name', 'server name is already used');
  for (const [key, value] of Object.entries(labels ?? {})) {
    const defect = labelDefect(key, value);
    if (defect !== undefined) return invalidInput('labels', defect);
  }
  account.serverNames.delete(server.name);
  server.name = name ?? server.name;
  account.serverNames.add(server.name);
  server.labels = labels ?? server.labels;
  return jsonResponse(200, { server: renderServer(server, account) });
};

type Power = 'poweroff' | 'poweron' | 'shutdown' | 'reset' | 'reboot';

const commands: Readonly<Record<Power, string>> = {
  poweroff: 'stop_server',
  poweron: 'start_server',
  shutdown: 'shutdown_server',
  reset: 'reset_server',
  reboot: 'reboot_server',
};

function powerHandler(power: Power): HetznerHandler {
  return (account, { params, effects }) => {
    const server = findById(account.servers, params['id']);
    if (server === undefined) return notFound('server', params['id'] ?? '');
    if (server.status === 'deleting') return failure(423, 'locked', 'server is locked');
    const action = startAction(account, commands[power], server.id);
    const failing = findEffect(effects, 'action-fails');
    account.context.timers.after(0, () => {
      if (failing === undefined) changePower(account, server, power);
      finishAction(account, action);
      if (failing === undefined) return;
      action.status = 'error';
      action.error = { code: failing.code ?? 'action_failed', message: failing.message ?? 'Action failed' };
    });
    return jsonResponse(201, { action: renderAction(action) });
  };
}

function changePower(account: HetznerAccount, server: HetznerServer, power: Power): void {
  if (server.status === 'deleting') return;
  if (power !== 'poweron') cutPower(server);
  if (power === 'poweroff' || power === 'shutdown') server.status = 'off';
  else if (server.machine === undefined) switchOn(account, server);
}

const listServerActions: HetznerHandler = (account, { params, request, effects }) => {
  const server = findById(account.servers, params['id']);
  if (server === undefined) return notFound('server', params['id'] ?? '');
  const entries = [...account.actions.values()].filter((action) => concerns(action, server.id));
  return pageResponse({ key: 'actions', entries, render: renderAction, query: request.query, effects });
};

const getServerAction: HetznerHandler = (account, { params }) => {
  const action = findById(account.actions, params['action']);
  if (action === undefined || !concerns(action, Number(params['id'])))
    return notFound('action', params['action'] ?? '');
  return jsonResponse(200, { action: renderAction(action) });
};

const getAction: HetznerHandler = (account, { params }) => {
  const action = findById(account.actions, params['id']);
  if (action === undefined) return notFound('action', params['id'] ?? '');
  return jsonResponse(200, { action: renderAction(action) });
};

/** Lists actions by id; without ids it is gone since 30 January 2025 (https://docs.hetzner.cloud/changelog). */
const listActions: HetznerHandler = (account, { request, effects }) => {
  const ids = request.query.getAll('id');
  if (ids.length === 0)
    return failure(410, 'deprecated_api_endpoint', 'listing all actions is not supported, name ids');
  const found = ids.map((id) => findById(account.actions, id)).filter((action) => action !== undefined);
  return pageResponse({ key: 'actions', entries: found, render: renderAction, query: request.query, effects });
};

function concerns(action: HetznerAction, serverId: number): boolean {
  return action.resources.some((resource) => resource.id === serverId);
}

/** Everything about servers and their actions. */
export const serverRoutes: readonly Route<HetznerHandler>[] = [
  { name: 'create-server', method: 'POST', template: '/v1/servers', handle: createServer },
  { name: 'list-servers', method: 'GET', template: '/v1/servers', handle: listServers },
  { name: 'get-server', method: 'GET', template: '/v1/servers/{id}', handle: getServer },
  { name: 'update-server', method: 'PUT', template: '/v1/servers/{id}', handle: updateServer },
  { name: 'delete-server', method: 'DELETE', template: '/v1/servers/{id}', handle: removeServer },
  { name: 'list-server-actions', method: 'GET', template: '/v1/servers/{id}/actions', handle: listServerActions },
  { name: 'get-server-action', method: 'GET', template: '/v1/servers/{id}/actions/{action}', handle: getServerAction },
  {
    name: 'power-off',
    method: 'POST',
    template: '/v1/servers/{id}/actions/poweroff',
    handle: powerHandler('poweroff'),
  },
  { name: 'power-on', method: 'POST', template: '/v1/servers/{id}/actions/poweron', handle: powerHandler('poweron') },
  { name: 'shutdown', method: 'POST', template: '/v1/servers/{id}/actions/shutdown', handle: powerHandler('shutdown') },
  { name: 'reset', method: 'POST', template: '/v1/servers/{id}/actions/reset', handle: powerHandler('reset') },
  { name: 'reboot', method: 'POST', template: '/v1/servers/{id}/actions/reboot', handle: powerHandler('reboot') },
  { name: 'list-actions', method: 'GET', template: '/v1/actions', handle: listActions },
  { name: 'get-action', method: 'GET', template: '/v1/actions/{id}', handle: getAction },
];
