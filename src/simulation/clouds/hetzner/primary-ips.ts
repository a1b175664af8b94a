import { z } from 'zod';
import type { ApiResponse } from '../../http/exchange.ts';
import { jsonResponse, noContent } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { runAction, startAction } from './actions.ts';
import { locations } from './catalogue.ts';
import { invalidInput, limitExceeded, locked, uniquenessError, unprocessable } from './errors.ts';
import { addIp, removeIp } from './lifecycle.ts';
import { changeProtection } from './protection.ts';
import { renderAction } from './render.ts';
import { renderPrimaryIp } from './render-resources.ts';
import { isNameTaken, named, onResource, readBody, resourceRoutes } from './resources.ts';
import type { HetznerAccount, HetznerHandler, HetznerServer, PrimaryIp } from './state.ts';
import { isPrimaryIpQuotaFull } from './quota.ts';

const createSchema = z.looseObject({
  name: z.string().min(1),
  type: z.enum(['ipv4', 'ipv6']),
  location: z.union([z.string(), z.number()]).nullish(),
  labels: z.record(z.string(), z.string()).default({}),
  assignee_id: z.number().nullish(),
  // Addresses made by hand outlive their server unless asked otherwise (API reference, `auto_delete`).
  auto_delete: z.boolean().default(false),
});

const createPrimaryIp: HetznerHandler = (account, { request }) => {
  const body = readBody(createSchema, request);
  if ('refusal' in body) return body.refusal;
  const { name, type, labels, auto_delete: autoDelete, assignee_id: assigneeId } = body.value;
  const server = assigneeId == null ? undefined : account.servers.get(assigneeId);
  if (assigneeId != null && server === undefined) return invalidInput('assignee_id', 'server not found');
  const wanted = body.value.location ?? server?.location.name ?? '';
  const location = locations.find((entry) => named(entry, wanted));
  if (location === undefined) return invalidInput('location', `location '${wanted}' not found`);
  if (isNameTaken(account.primaryIps, name)) return uniquenessError('name', 'primary IP name is already used');
  if (isPrimaryIpQuotaFull(account)) return limitExceeded('primary_ip');
  const refusal = server === undefined ? undefined : refuseAssignment(server, { type });
  if (refusal !== undefined) return refusal;
  const ip = addIp(account, { name, type, labels, autoDelete, location, assigneeId: null });
  const action = server === undefined ? null : renderAction(assign(account, ip, server));
  return jsonResponse(201, { primary_ip: renderPrimaryIp(ip), action });
};

/** An address moves only while the server is off, and a server has at most one of each kind (API reference, "Assign"). */
function refuseAssignment(server: HetznerServer, { type }: Pick<PrimaryIp, 'type'>): ApiResponse | undefined {
  if (server.runningActions > 0) return locked();
  if (server.status !== 'off') return unprocessable('server_not_stopped', 'server is not stopped');
  const taken = type === 'ipv4' ? server.ipv4Id : server.ipv6Id;
  if (taken !== null) return unprocessable(`server_has_${type}`, `server already has an ${type} address`);
  return undefined;
}

function assign(account: HetznerAccount, ip: PrimaryIp, server: HetznerServer) {
  ip.assigneeId = server.id;
  if (ip.type === 'ipv4') server.ipv4Id = ip.id;
  else server.ipv6Id = ip.id;
  return runAction(account, startAction(account, 'assign_primary_ip', resourcesOf(ip, server)), () => undefined);
}

function resourcesOf(ip: PrimaryIp, server: HetznerServer) {
  return [
    { id: ip.id, type: 'primary_ip' },
    { id: server.id, type: 'server' },
  ] as const;
}

const kind = { kind: 'primary_ip', all: (account: HetznerAccount) => account.primaryIps };

const assignSchema = z.looseObject({ assignee_id: z.number(), assignee_type: z.literal('server') });

const assignPrimaryIp = onResource(kind, (account, ip, { request }) => {
  const body = readBody(assignSchema, request);
  if ('refusal' in body) return body.refusal;
  const server = account.servers.get(body.value.assignee_id);
  if (server === undefined) return invalidInput('assignee_id', 'server not found');
  if (ip.assigneeId !== null)
    return unprocessable('primary_ip_already_assigned', 'primary IP is already assigned to a server');
  if (ip.location.name !== server.location.name) return invalidInput('assignee_id', 'server is at another location');
  const refusal = refuseAssignment(server, ip);
  return refusal ?? jsonResponse(201, { action: renderAction(assign(account, ip, server)) });
});

const unassignPrimaryIp = onResource(kind, (account, ip) => {
  const server = ip.assigneeId === null ? undefined : account.servers.get(ip.assigneeId);
  if (server === undefined) return unprocessable('service_error', 'primary IP is not assigned');
  if (server.runningActions > 0) return locked();
  if (server.status !== 'off') return unprocessable('server_not_stopped', 'server is not stopped');
  ip.assigneeId = null;
  if (ip.type === 'ipv4') server.ipv4Id = null;
  else server.ipv6Id = null;
  const action = startAction(account, 'unassign_primary_ip', resourcesOf(ip, server));
  return jsonResponse(201, { action: renderAction(runAction(account, action, () => undefined)) });
});

/** Assigned addresses are refused since 1 May 2026 (https://docs.hetzner.cloud/changelog). */
function deletePrimaryIp(account: HetznerAccount, ip: PrimaryIp): ApiResponse {
  if (ip.assigneeId !== null) return unprocessable('must_be_unassigned', 'primary IP must be unassigned first');
  removeIp(account, ip);
  return noContent();
}

/** Primary IPs (https://docs.hetzner.cloud/reference/cloud#tag/primary-ips). */
export const primaryIpRoutes: readonly Route<HetznerHandler>[] = [
  { name: 'create-primary-ip', method: 'POST', template: '/v1/primary_ips', handle: createPrimaryIp },
  ...resourceRoutes<PrimaryIp>({
    ...kind,
    plural: 'primary_ips',
    render: renderPrimaryIp,
    matches: (ip, query) => [null, ip.ip].includes(query.get('ip')),
    change: (ip, body) => {
      if (typeof body['auto_delete'] === 'boolean') ip.autoDelete = body['auto_delete'];
    },
    remove: deletePrimaryIp,
  }),
  {
    name: 'assign-primary-ip',
    method: 'POST',
    template: '/v1/primary_ips/{id}/actions/assign',
    handle: assignPrimaryIp,
  },
  {
    name: 'unassign-primary-ip',
    method: 'POST',
    template: '/v1/primary_ips/{id}/actions/unassign',
    handle: unassignPrimaryIp,
  },
  {
    name: 'protect-primary-ip',
    method: 'POST',
    template: '/v1/primary_ips/{id}/actions/change_protection',
    handle: changeProtection(kind, 'primary_ip'),
  },
];
