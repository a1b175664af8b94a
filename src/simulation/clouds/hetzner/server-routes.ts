import { z } from 'zod';
import { findEffect } from '../../faults/matching.ts';
import { jsonResponse, jsonTextResponse } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { failAction, finishAction, runAction, startAction } from './actions.ts';
import { locked, protectedResource, uniquenessError } from './errors.ts';
import { cutPower, deleteServer, onServer, switchOn } from './lifecycle.ts';
import { parseLabelSelector } from './labels.ts';
import { renderAction, renderServer, serverText } from './render.ts';
import { listResources, onResource, readBody } from './resources.ts';
import { createServer } from './server-create.ts';
import type { HetznerAccount, HetznerCall, HetznerHandler, HetznerServer } from './state.ts';

const listServers: HetznerHandler = (account, call) => {
  const statuses = call.request.query.getAll('status');
  const visible = visibleServers(account, call);
  const entries = statuses.length === 0 ? visible : visible.filter(({ status }) => statuses.includes(status));
  const text = (server: HetznerServer): string => serverText(server, account);
  return listResources(account, call, { plural: 'servers', render: renderServer, text, entries });
};

/** The servers a list shows: those of now, or, under a stale list, those of a while ago. */
function visibleServers(account: HetznerAccount, call: HetznerCall): HetznerServer[] {
  const stale = findEffect(call.effects, 'stale-list');
  if (stale === undefined) return likelyServers(account, call);
  const asOfMs = account.context.now() - stale.ms;
  return [...account.tombstones, ...account.servers.values()]
    .filter((server) => server.createdAtMs <= asOfMs && (server.deletedAtMs ?? Number.POSITIVE_INFINITY) > asOfMs)
    .toSorted((one, other) => one.id - other.id);
}

/** All servers, or, where labels are asked for, no more than those that have one of them. */
function likelyServers(account: HetznerAccount, call: HetznerCall): HetznerServer[] {
  const terms = parseLabelSelector(call.request.query.get('label_selector') ?? '') ?? [];
  const ids = account.serverLabels.candidates(terms);
  if (ids === undefined) return [...account.servers.values()];
  return ids.flatMap((id) => account.servers.get(id) ?? []);
}

const kind = { kind: 'server', all: (account: HetznerAccount) => account.servers };

const getServer = onResource(kind, (account, server) =>
  jsonTextResponse(200, `{"server":${serverText(server, account)}}`),
);

const removeServer = onResource(kind, (account, server) =>
  server.protection.delete
    ? protectedResource('server')
    : jsonResponse(200, { action: renderAction(deleteServer(account, server)) }),
);

const updateSchema = z.looseObject({
  name: z.string().min(1).optional(),
  labels: z.record(z.string(), z.string()).optional(),
});

const updateServer = onResource(kind, (account, server, { request }) => {
  const body = readBody(updateSchema, request);
  if ('refusal' in body) return body.refusal;
  const { name, labels } = body.value;
  if (name !== undefined && name !== server.name && account.serverNames.has(name))
    return uniquenessError('name', 'server name is already used');
  account.serverNames.delete(server.name);
  server.name = name ?? server.name;
  account.serverNames.add(server.name);
  account.serverLabels.remove(server.id, server.labels);
  server.labels = labels ?? server.labels;
  account.serverLabels.add(server.id, server.labels);
  return jsonResponse(200, { server: renderServer(server, account) });
});

const protectionSchema = z.looseObject({ delete: z.boolean().optional(), rebuild: z.boolean().optional() });

const protectServer = onResource(kind, (account, server, { request }) => {
  const body = readBody(protectionSchema, request);
  if ('refusal' in body) return body.refusal;
  if (server.runningActions > 0) return locked();
  server.protection = {
    delete: body.value.delete ?? server.protection.delete,
    rebuild: body.value.rebuild ?? server.protection.rebuild,
  };
  const action = startAction(account, 'change_protection', onServer(server));
  return jsonResponse(201, { action: renderAction(runAction(account, action, () => undefined)) });
});

type Power = 'poweroff' | 'poweron' | 'shutdown' | 'reset' | 'reboot';

const commands: Readonly<Record<Power, string>> = {
  poweroff: 'stop_server',
  poweron: 'start_server',
  shutdown: 'shutdown_server',
  reset: 'reset_server',
  reboot: 'reboot_server',
};

function powerHandler(power: Power): HetznerHandler {
  return onResource(kind, (account, server, { effects }) => {
    if (server.status === 'deleting' || server.runningActions > 0) return locked();
    const action = startAction(account, commands[power], onServer(server));
    const fault = findEffect(effects, 'action-fails');
    if (fault === undefined) server.status = passing[power] ?? server.status;
    account.context.timers.after(account.context.actionDelayMs(), () => {
      if (fault !== undefined)
        return failAction(account, action, {
          code: 'action_failed',
          message: 'Action failed',
          ...(fault.code === undefined ? {} : { code: fault.code }),
        });
      changePower(account, server, power);
      finishAction(account, action);
    });
    return jsonResponse(201, { action: renderAction(action) });
  });
}

/** What the API calls a server on its way (API reference, `server.status`). */
const passing: Readonly<Partial<Record<Power, HetznerServer['status']>>> = {
  poweroff: 'stopping',
  shutdown: 'stopping',
  poweron: 'starting',
};

function changePower(account: HetznerAccount, server: HetznerServer, power: Power): void {
  if (server.status === 'deleting') return;
  if (power !== 'poweron') cutPower(server);
  if (power === 'poweroff' || power === 'shutdown') server.status = 'off';
  else if (server.machine === undefined) switchOn(account, server);
}

/** Servers (https://docs.hetzner.cloud/reference/cloud#tag/servers) and what is done to them. */
export const serverRoutes: readonly Route<HetznerHandler>[] = [
  { name: 'create-server', method: 'POST', template: '/v1/servers', handle: createServer },
  { name: 'list-servers', method: 'GET', template: '/v1/servers', handle: listServers },
  { name: 'get-server', method: 'GET', template: '/v1/servers/{id}', handle: getServer },
  { name: 'update-server', method: 'PUT', template: '/v1/servers/{id}', handle: updateServer },
  { name: 'delete-server', method: 'DELETE', template: '/v1/servers/{id}', handle: removeServer },
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
  {
    name: 'protect-server',
    method: 'POST',
    template: '/v1/servers/{id}/actions/change_protection',
    handle: protectServer,
  },
];
