import { z } from 'zod';
import type { ApiResponse } from '../../http/exchange.ts';
import { jsonResponse, noContent } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { runAction, startAction } from './actions.ts';
import { failure, invalidInput, locked, uniquenessError, unprocessable } from './errors.ts';
import { isPrivate, isWithin, overlaps, parseIpv4Range } from './ipv4-range.ts';
import { attachServer, freeSubnetRange } from './network-addresses.ts';
import { changeProtection } from './protection.ts';
import { renderAction } from './render.ts';
import { renderNetwork } from './render-resources.ts';
import { isNameTaken, onResource, readBody, resourceRoutes } from './resources.ts';
import type { HetznerAccount, HetznerHandler, Network, Subnet } from './state.ts';
import { takeId } from './state.ts';

const subnetSchema = z.looseObject({
  type: z.enum(['cloud', 'server', 'vswitch']),
  ip_range: z.string().nullish(),
  network_zone: z.string(),
});

const routeSchema = z.looseObject({ destination: z.string(), gateway: z.string() });

const createSchema = z.looseObject({
  name: z.string().min(1),
  ip_range: z.string(),
  subnets: z.array(subnetSchema).default([]),
  routes: z.array(routeSchema).default([]),
  labels: z.record(z.string(), z.string()).default({}),
  expose_routes_to_vswitch: z.boolean().default(false),
});

const createNetwork: HetznerHandler = (account, { request }) => {
  const body = readBody(createSchema, request);
  if ('refusal' in body) return body.refusal;
  const { name, ip_range: ipRange, labels, expose_routes_to_vswitch: exposesRoutes } = body.value;
  const range = parseIpv4Range(ipRange);
  if (range === undefined || !isPrivate(range)) return invalidInput('ip_range', 'must be a private IPv4 range');
  if (isNameTaken(account.networks, name)) return uniquenessError('name', 'network name is already used');
  const routes = body.value.routes.map(({ destination, gateway }) => ({ destination, gateway }));
  const own = { createdAtMs: account.context.now(), isProtected: false, addresses: new Map<number, string>() };
  const network: Network = { id: takeId(account), name, labels, ipRange, subnets: [], routes, exposesRoutes, ...own };
  for (const subnet of body.value.subnets) {
    const refusal = addSubnetTo(network, subnet);
    if (refusal !== undefined) return refusal;
  }
  account.networks.set(network.id, network);
  return jsonResponse(201, { network: renderNetwork(network) });
};

/** Subnets lie within their network and do not overlap; without a range they get the first free /24 (API reference, "Networks"). */
function addSubnetTo(network: Network, wanted: z.infer<typeof subnetSchema>): ApiResponse | undefined {
  const ipRange = wanted.ip_range ?? freeSubnetRange(network);
  const range = parseIpv4Range(ipRange ?? '');
  const whole = parseIpv4Range(network.ipRange);
  if (ipRange === undefined || range === undefined || whole === undefined || !isWithin(range, whole))
    return invalidInput('ip_range', 'must be a range within the network');
  const isTaken = network.subnets.some((subnet) => {
    const other = parseIpv4Range(subnet.ipRange);
    return other !== undefined && overlaps(range, other);
  });
  if (isTaken) return invalidInput('ip_range', 'overlaps with another subnet');
  const subnet: Subnet = { type: wanted.type, ipRange, networkZone: wanted.network_zone };
  network.subnets = [...network.subnets, subnet];
  return undefined;
}

const kind = { kind: 'network', all: (account: HetznerAccount) => account.networks };

const addSubnet = onResource(kind, (account, network, { request }) => {
  const body = readBody(subnetSchema, request);
  if ('refusal' in body) return body.refusal;
  return addSubnetTo(network, body.value) ?? changed(account, network, 'add_subnet');
});

const deleteSubnet = onResource(kind, (account, network, { request }) => {
  const body = readBody(z.looseObject({ ip_range: z.string() }), request);
  if ('refusal' in body) return body.refusal;
  network.subnets = network.subnets.filter((subnet) => subnet.ipRange !== body.value.ip_range);
  return changed(account, network, 'delete_subnet');
});

const addRoute = onResource(kind, (account, network, { request }) => {
  const body = readBody(routeSchema, request);
  if ('refusal' in body) return body.refusal;
  const { destination, gateway } = body.value;
  network.routes = [...network.routes, { destination, gateway }];
  return changed(account, network, 'add_route');
});

const deleteRoute = onResource(kind, (account, network, { request }) => {
  const body = readBody(routeSchema, request);
  if ('refusal' in body) return body.refusal;
  network.routes = network.routes.filter((route) => route.destination !== body.value.destination);
  return changed(account, network, 'delete_route');
});

function changed(account: HetznerAccount, network: Network, command: string): ApiResponse {
  const action = startAction(account, command, [{ id: network.id, type: 'network' }]);
  return jsonResponse(201, { action: renderAction(runAction(account, action, () => undefined)) });
}

const server = { kind: 'server', all: (account: HetznerAccount) => account.servers };

const attachToNetwork = onResource(server, (account, entry, { request }) => {
  const body = readBody(z.looseObject({ network: z.number(), ip: z.string().nullish() }), request);
  if ('refusal' in body) return body.refusal;
  const network = account.networks.get(body.value.network);
  if (network === undefined) return failure(404, 'not_found', 'network not found');
  if (entry.runningActions > 0) return locked();
  const refusal = attachServer(network, entry, body.value.ip ?? undefined);
  return refusal ?? acted(account, 'attach_to_network', [entry.id, network.id]);
});

const detachFromNetwork = onResource(server, (account, entry, { request }) => {
  const body = readBody(z.looseObject({ network: z.number() }), request);
  if ('refusal' in body) return body.refusal;
  const network = account.networks.get(body.value.network);
  if (network === undefined || !network.addresses.has(entry.id))
    return unprocessable('service_error', 'server is not attached to this network');
  if (entry.runningActions > 0) return locked();
  network.addresses.delete(entry.id);
  return acted(account, 'detach_from_network', [entry.id, network.id]);
});

function acted(
  account: HetznerAccount,
  command: string,
  [serverId, networkId]: readonly [number, number],
): ApiResponse {
  const action = startAction(account, command, [
    { id: serverId, type: 'server' },
    { id: networkId, type: 'network' },
  ]);
  return jsonResponse(201, { action: renderAction(runAction(account, action, () => undefined)) });
}

const actionsPath = '/v1/networks/{id}/actions';
const serverPath = '/v1/servers/{id}/actions';

/** Private networks (https://docs.hetzner.cloud/reference/cloud#tag/networks). */
export const networkRoutes: readonly Route<HetznerHandler>[] = [
  { name: 'create-network', method: 'POST', template: '/v1/networks', handle: createNetwork },
  ...resourceRoutes<Network>({
    ...kind,
    plural: 'networks',
    render: renderNetwork,
    change: (network, body) => {
      const exposes = body['expose_routes_to_vswitch'];
      if (typeof exposes === 'boolean') network.exposesRoutes = exposes;
    },
    remove: (account, network) => {
      account.networks.delete(network.id);
      return noContent();
    },
  }),
  { name: 'add-subnet', method: 'POST', template: `${actionsPath}/add_subnet`, handle: addSubnet },
  { name: 'delete-subnet', method: 'POST', template: `${actionsPath}/delete_subnet`, handle: deleteSubnet },
  { name: 'add-route', method: 'POST', template: `${actionsPath}/add_route`, handle: addRoute },
  { name: 'delete-route', method: 'POST', template: `${actionsPath}/delete_route`, handle: deleteRoute },
  {
    name: 'protect-network',
    method: 'POST',
    template: `${actionsPath}/change_protection`,
    handle: changeProtection(kind, 'network'),
  },
  { name: 'attach-to-network', method: 'POST', template: `${serverPath}/attach_to_network`, handle: attachToNetwork },
  {
    name: 'detach-from-network',
    method: 'POST',
    template: `${serverPath}/detach_from_network`,
    handle: detachFromNetwork,
  },
];
