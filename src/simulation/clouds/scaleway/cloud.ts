import type { FaultCall } from '../../faults/matching.ts';
import type { FaultEffect } from '../../faults/rule.ts';
import type { ApiRequest, ApiResponse } from '../../http/exchange.ts';
import { jsonResponse } from '../../http/exchange.ts';
import { createRouter } from '../../http/router.ts';
import { randomUuid } from '../../random.ts';
import type { CloudContext, CloudState, ServerView, SideResourceView, SimulatedCloud } from '../cloud.ts';
import { describeCall } from '../describe.ts';
import { catalogueRoutes } from './catalogue-routes.ts';
import { deniedAuthentication, faultFailure, tooManyRequests } from './errors.ts';
import { cutPower, enter, lock, metadataOf, releaseNode, switchOn } from './lifecycle.ts';
import { blockRoutes } from './block-routes.ts';
import { groupRoutes } from './group-routes.ts';
import { ipRoutes } from './ip-routes.ts';
import { localVolumeRoutes } from './local-volume-routes.ts';
import { createRequestWindows } from './rate-limit.ts';
import { serverRoutes } from './server-routes.ts';
import type { FlexibleIp, ScalewayAccount, ScalewayHandler, ScalewayServer, Volume } from './state.ts';
import { emptyAccount, machineIdOf } from './state.ts';
import { taskRoutes } from './tasks.ts';

/** Every operation of the simulated APIs. */
export const scalewayRoutes = [
  ...serverRoutes,
  ...taskRoutes,
  ...ipRoutes,
  ...localVolumeRoutes,
  ...blockRoutes,
  ...groupRoutes,
  ...catalogueRoutes,
];

/** Simulated Scaleway Instance, Block Storage and Marketplace APIs with one empty organization (https://www.scaleway.com/en/developers/api/). */
export function createScalewayCloud(context: CloudContext): SimulatedCloud {
  const account = emptyAccount(context);
  const windows = createRequestWindows(context.requestsPerSecond);
  const router = createRouter<ScalewayHandler>(scalewayRoutes);
  const describe = (request: ApiRequest): FaultCall =>
    describeCall(request, router.match(request.method, request.path)?.route, {
      provider: 'scaleway',
      prefix: /^\/(?:instance|block|marketplace)\/v\w+(?:\/zones\/[^/]+)?/,
      typeField: 'commercial_type',
      locationOf: (_body, { path }) => /\/zones\/([^/]+)/.exec(path)?.[1],
    });
  const handle = (request: ApiRequest, effects: readonly FaultEffect[]): ApiResponse => {
    const match = router.match(request.method, request.path);
    // The catalogue of the marketplace is public; everything else asks for a key.
    const refusal = request.path.startsWith('/marketplace/') ? undefined : refuseToken(context, request);
    if (refusal !== undefined) return traced(context, refusal);
    const { allowed, headers } = windows.take(request.headers['x-auth-token'] ?? '', context.now());
    const answer = (): ApiResponse =>
      match?.route.handle(account, { request, params: match.params, effects }) ?? unknownPath;
    return traced(context, allowed ? answer() : tooManyRequests(), headers);
  };
  return {
    provider: 'scaleway',
    describe,
    handle,
    refuse: (kind) => traced(context, kind === 'unauthorized' ? deniedAuthentication('not_found') : tooManyRequests()),
    failure: (fault) => traced(context, faultFailure(fault)),
    state: () => stateOf(account),
    powerOff: (id, options) => withServer(account, id, (server) => hardPowerOff(account, server, options.visible)),
    lock: (id, isLocked) => withServer(account, id, (server) => lock(account, server, isLocked)),
    machine: (id) => findServer(account, id)?.machine,
    metadata: (id) => {
      const server = findServer(account, id);
      return server && metadataOf(account, server);
    },
    powerOn: (id) => withServer(account, id, (server) => switchOn(account, server)),
    reset: () => {
      windows.clear();
      return resetAccount(account);
    },
  };
}

const unknownPath = jsonResponse(404, { type: 'unknown_resource', message: 'path not found' });

function refuseToken(context: CloudContext, request: ApiRequest): ApiResponse | undefined {
  const token = request.headers['x-auth-token'] ?? '';
  if (token === '') return deniedAuthentication('invalid_argument');
  return context.acceptsToken(token) ? undefined : deniedAuthentication('not_found');
}

/** Adds what every answer carries. */
function traced(context: CloudContext, response: ApiResponse, limits: ApiResponse['headers'] = {}): ApiResponse {
  const headers = { server: 'Scaleway API Gateway (simulated)', 'x-request-id': randomUuid(context.random) };
  return { ...response, headers: { ...response.headers, ...limits, ...headers } };
}

function findServer(account: ScalewayAccount, machineId: string): ScalewayServer | undefined {
  return [...account.servers.values()].find((entry) => machineIdOf(entry) === machineId);
}

function withServer(account: ScalewayAccount, machineId: string, effect: (server: ScalewayServer) => void): boolean {
  const server = findServer(account, machineId);
  if (server === undefined || server.state === 'stopping') return false;
  effect(server);
  return true;
}

function hardPowerOff(account: ScalewayAccount, server: ScalewayServer, isVisible: boolean): void {
  if (!isVisible) return cutPower(server);
  releaseNode(account, server);
  enter(account, server, 'stopped');
}

async function resetAccount(account: ScalewayAccount): Promise<void> {
  const machines = [...account.servers.values()].map((server) => server.machine);
  account.servers.clear();
  account.tombstones.length = 0;
  account.volumes.clear();
  account.attached.clear();
  account.ips.clear();
  account.tasks.clear();
  account.securityGroups.clear();
  account.placementGroups.clear();
  await Promise.allSettled(machines.map(async (machine) => machine?.powerOff()));
}

function stateOf(account: ScalewayAccount): CloudState {
  return {
    servers: [...account.servers.values()].map(serverView),
    volumes: [...account.volumes.values()].map(volumeView),
    ips: [...account.ips.values()].map(ipView),
    sshKeys: [],
  };
}

function asLabels(tags: readonly string[]): Record<string, string> {
  return Object.fromEntries(tags.map((tag) => [tag, '']));
}

function serverView(server: ScalewayServer): ServerView {
  return {
    machineId: machineIdOf(server),
    id: server.id,
    name: server.name,
    type: server.type.name,
    location: server.zone,
    state: server.state,
    poweredOn: server.machine !== undefined,
    labels: asLabels(server.tags),
    tags: server.tags,
    createdAt: new Date(server.createdAtMs).toISOString(),
    address: server.address,
    userDataBytes: [...server.userData.values()].reduce((sum, content) => sum + content.length, 0),
  };
}

function volumeView(volume: Volume): SideResourceView {
  return {
    id: volume.id,
    name: volume.name,
    location: volume.zone,
    state: volume.attachment === null ? 'available' : 'in_use',
    labels: asLabels(volume.tags),
    tags: volume.tags,
    serverId: volume.attachment?.serverId ?? null,
    createdAt: new Date(volume.createdAtMs).toISOString(),
  };
}

function ipView(ip: FlexibleIp): SideResourceView {
  return {
    id: ip.id,
    name: ip.address,
    location: ip.zone,
    state: ip.serverId === null ? 'detached' : 'attached',
    labels: asLabels(ip.tags),
    tags: ip.tags,
    serverId: ip.serverId,
    createdAt: new Date(ip.createdAtMs).toISOString(),
  };
}
