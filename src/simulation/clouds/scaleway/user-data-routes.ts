import { jsonResponse, noContent, textResponse } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { notFound } from './errors.ts';
import type { ScalewayHandler } from './state.ts';
import { findInZone } from './state.ts';

const listUserData: ScalewayHandler = (account, { params }) => {
  const server = findInZone(account.servers, params);
  if (server === undefined) return notFound('instance_server', params['id'] ?? '');
  return jsonResponse(200, { user_data: [...server.userData.keys()] });
};

const getUserData: ScalewayHandler = (account, { params }) => {
  const server = findInZone(account.servers, params);
  const content = server?.userData.get(params['key'] ?? '');
  if (content === undefined) return notFound('instance_user_data', params['key'] ?? '');
  return textResponse(200, content.toString('utf8'));
};

const setUserData: ScalewayHandler = (account, { params, request }) => {
  const server = findInZone(account.servers, params);
  if (server === undefined) return notFound('instance_server', params['id'] ?? '');
  server.userData.set(params['key'] ?? '', request.body);
  return noContent();
};

const deleteUserData: ScalewayHandler = (account, { params }) => {
  const server = findInZone(account.servers, params);
  if (server?.userData.delete(params['key'] ?? '') !== true) return notFound('instance_user_data', params['key'] ?? '');
  return noContent();
};

/** What a server's machine reads when it starts, by key; `cloud-init` is the one cloud-init reads. */
export function userDataRoutes(base: string): readonly Route<ScalewayHandler>[] {
  const all = `${base}/{id}/user_data`;
  const one = `${all}/{key}`;
  return [
    { name: 'list-user-data', method: 'GET', template: all, handle: listUserData },
    { name: 'get-user-data', method: 'GET', template: one, handle: getUserData },
    { name: 'set-user-data', method: 'PATCH', template: one, handle: setUserData },
    { name: 'delete-user-data', method: 'DELETE', template: one, handle: deleteUserData },
  ];
}
