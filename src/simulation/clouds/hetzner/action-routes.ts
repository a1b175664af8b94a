import { jsonResponse } from '../../http/exchange.ts';
import type { ApiResponse } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { failure, invalidInput, notFound } from './errors.ts';
import { pageResponse } from './paging.ts';
import { renderAction } from './render.ts';
import { onResource } from './resources.ts';
import { sortActions } from './sorting.ts';
import type { ActionResource, HetznerAccount, HetznerAction, HetznerCall, HetznerHandler } from './state.ts';
import { findById } from './state.ts';

interface ActedOn {
  readonly type: ActionResource['type'];
  readonly plural: string;
  readonly all: (account: HetznerAccount) => ReadonlyMap<number, unknown>;
}

/** Kinds whose actions can be read below their own path. */
const kinds: readonly ActedOn[] = [
  { type: 'server', plural: 'servers', all: (account) => account.servers },
  { type: 'volume', plural: 'volumes', all: (account) => account.volumes },
  { type: 'network', plural: 'networks', all: (account) => account.networks },
  { type: 'firewall', plural: 'firewalls', all: (account) => account.firewalls },
  { type: 'primary_ip', plural: 'primary_ips', all: (account) => account.primaryIps },
];

function concerns(action: HetznerAction, type: ActionResource['type'], id?: number): boolean {
  return action.resources.some((resource) => resource.type === type && (id === undefined || resource.id === id));
}

/** A page of actions, filtered by `status` and `id` and sorted by `sort`. */
function listActions(actions: readonly HetznerAction[], { request, effects }: HetznerCall): ApiResponse {
  const { query } = request;
  const statuses = query.getAll('status');
  const ids = query.getAll('id');
  const found = actions.filter(
    ({ id, status }) =>
      (statuses.length === 0 || statuses.includes(status)) && (ids.length === 0 || ids.includes(String(id))),
  );
  const entries = sortActions(found, query.getAll('sort'));
  if (entries === undefined) return invalidInput('sort', 'cannot sort by this field');
  return pageResponse({ key: 'actions', entries, render: renderAction, query, effects });
}

/** Lists actions by id; without ids it is gone since 30 January 2025 (https://docs.hetzner.cloud/changelog). */
const listByIds: HetznerHandler = (account, call) => {
  const ids = call.request.query.getAll('id');
  if (ids.length === 0)
    return failure(410, 'deprecated_api_endpoint', 'listing all actions is not supported, name ids');
  const found = ids.map((id) => findById(account.actions, id)).filter((action) => action !== undefined);
  return listActions(found, call);
};

function showAction(action: HetznerAction | undefined, id: string | undefined): ApiResponse {
  return action === undefined ? notFound('action', id ?? '') : jsonResponse(200, { action: renderAction(action) });
}

const getAction: HetznerHandler = (account, { params }) =>
  showAction(findById(account.actions, params['action']), params['action']);

function actionRoutesOf({ type, plural, all }: ActedOn): readonly Route<HetznerHandler>[] {
  const noun = type.replaceAll('_', '-');
  const actionsOn = (account: HetznerAccount, id?: number): HetznerAction[] =>
    [...account.actions.values()].filter((action) => concerns(action, type, id));
  const listAll: HetznerHandler = (account, call) => listActions(actionsOn(account), call);
  const listOne = onResource({ kind: type, all }, (account, _entry, call) =>
    listActions(actionsOn(account, Number(call.params['id'])), call),
  );
  const getOne: HetznerHandler = (account, { params }) => {
    const { id, action: actionId } = params;
    const action = findById(account.actions, actionId);
    const isIts = action !== undefined && concerns(action, type, id === undefined ? undefined : Number(id));
    return showAction(isIts ? action : undefined, actionId);
  };
  const path = `/v1/${plural}`;
  return [
    { name: `list-all-${noun}-actions`, method: 'GET', template: `${path}/actions`, handle: listAll },
    { name: `get-any-${noun}-action`, method: 'GET', template: `${path}/actions/{action}`, handle: getOne },
    { name: `list-${noun}-actions`, method: 'GET', template: `${path}/{id}/actions`, handle: listOne },
    { name: `get-${noun}-action`, method: 'GET', template: `${path}/{id}/actions/{action}`, handle: getOne },
  ];
}

/** Actions (https://docs.hetzner.cloud/reference/cloud#tag/actions); they stand before the routes of resources, whose ids could be `actions`. */
export const actionRoutes: readonly Route<HetznerHandler>[] = [
  { name: 'list-actions', method: 'GET', template: '/v1/actions', handle: listByIds },
  { name: 'get-action', method: 'GET', template: '/v1/actions/{action}', handle: getAction },
  ...kinds.flatMap(actionRoutesOf),
];
