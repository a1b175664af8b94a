import type { FaultCall } from '../../faults/matching.ts';
import type { FaultEffect } from '../../faults/rule.ts';
import type { ApiRequest, ApiResponse } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { createRouter } from '../../http/router.ts';
import type { CloudContext, SimulatedCloud } from '../cloud.ts';
import { describeCall } from '../describe.ts';
import { actionRoutes } from './action-routes.ts';
import { catalogueRoutes } from './catalogue-routes.ts';
import { failure, faultFailure, rateLimited, unauthorized } from './errors.ts';
import { firewallRoutes } from './firewalls.ts';
import { cutPower, metadataOf, switchOn } from './lifecycle.ts';
import { networkRoutes } from './networks.ts';
import { placementGroupRoutes } from './placement-groups.ts';
import { primaryIpRoutes } from './primary-ips.ts';
import type { RateLimiter } from './rate-limit.ts';
import { createRateLimiter } from './rate-limit.ts';
import { serverRoutes } from './server-routes.ts';
import { sshKeyRoutes } from './ssh-keys.ts';
import type { HetznerAccount, HetznerHandler, HetznerServer } from './state.ts';
import { emptyAccount, machineIdOf } from './state.ts';
import { stateOf } from './state-view.ts';
import { volumeRoutes } from './volumes.ts';

/** Every operation that is simulated; the first route that fits a request answers it. */
export const hetznerRoutes: readonly Route<HetznerHandler>[] = [
  ...actionRoutes,
  ...serverRoutes,
  ...sshKeyRoutes,
  ...primaryIpRoutes,
  ...volumeRoutes,
  ...firewallRoutes,
  ...networkRoutes,
  ...placementGroupRoutes,
  ...catalogueRoutes,
];

/** A simulated Hetzner Cloud with one empty account (https://docs.hetzner.cloud/reference/cloud). */
export function createHetznerCloud(context: CloudContext): SimulatedCloud {
  const account = emptyAccount(context);
  const limiter = createRateLimiter(context.rateLimit);
  const router = createRouter<HetznerHandler>(hetznerRoutes);
  const describe = (request: ApiRequest): FaultCall =>
    describeCall(request, router.match(request.method, request.path)?.route, {
      provider: 'hetzner',
      prefix: /^\/v1/,
      typeField: 'server_type',
      locationOf: (body) => body['location'],
    });
  const handle = (request: ApiRequest, effects: readonly FaultEffect[]): ApiResponse => {
    const admission = admit(context, limiter, request);
    if (admission.refusal !== undefined) return traced(context, admission.refusal, admission.headers);
    const match = router.match(request.method, request.path);
    const response =
      match === undefined
        ? failure(404, 'not_found', 'not found')
        : match.route.handle(account, { request, params: match.params, effects });
    return traced(context, response, admission.headers);
  };
  return {
    provider: 'hetzner',
    describe,
    handle,
    refuse: (kind, request) => traced(context, refusalOf(kind, limiter.limit, request), {}),
    failure: (fault) => traced(context, faultFailure(fault), {}),
    state: () => stateOf(account),
    powerOff: (id, options) => withServer(account, id, (server) => hardPowerOff(server, options.visible)),
    powerOn: (id) => withServer(account, id, (server) => switchOn(account, server)),
    // Hetzner's `locked` is of actions under way; the vendor's own lock is not in its API.
    lock: () => false,
    machine: (id) => findServer(account, id)?.machine,
    metadata: (id) => {
      const server = findServer(account, id);
      return server && metadataOf(account, server);
    },
    reset: () => resetAccount(account, limiter),
  };
}

interface Admission {
  readonly refusal?: ApiResponse;
  readonly headers: Readonly<Record<string, string>>;
}

function admit(context: CloudContext, limiter: RateLimiter, request: ApiRequest): Admission {
  const token = tokenOf(request);
  if (token === '' || !context.acceptsToken(token)) return { refusal: unauthorized(), headers: {} };
  const verdict = limiter.take(token, context.now());
  if (verdict.allowed) return { headers: verdict.headers };
  return { refusal: rateLimited(limiter.limit, token), headers: verdict.headers };
}

function tokenOf(request: ApiRequest): string {
  return /^Bearer (\S+)$/.exec(request.headers['authorization'] ?? '')?.[1] ?? '';
}

function refusalOf(kind: 'unauthorized' | 'rate-limit', limit: number, request: ApiRequest): ApiResponse {
  return kind === 'unauthorized' ? unauthorized() : rateLimited(limit, tokenOf(request));
}

/** Adds what every answer carries. */
function traced(context: CloudContext, response: ApiResponse, headers: Readonly<Record<string, string>>): ApiResponse {
  const half = (): string =>
    Math.floor(context.random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return { ...response, headers: { ...response.headers, ...headers, 'x-correlation-id': half() + half() } };
}

function findServer(account: HetznerAccount, machineId: string): HetznerServer | undefined {
  return [...account.servers.values()].find((entry) => machineIdOf(entry) === machineId);
}

function withServer(account: HetznerAccount, machineId: string, effect: (server: HetznerServer) => void): boolean {
  const server = findServer(account, machineId);
  if (server === undefined || server.status === 'deleting') return false;
  effect(server);
  return true;
}

function hardPowerOff(server: HetznerServer, isVisible: boolean): void {
  cutPower(server);
  if (isVisible) server.status = 'off';
}

async function resetAccount(account: HetznerAccount, limiter: RateLimiter): Promise<void> {
  const machines = [...account.servers.values()].map((server) => server.machine);
  for (const held of Object.values(account)) {
    if (held instanceof Map || held instanceof Set) held.clear();
  }
  account.serverLabels.clear();
  account.tombstones.length = 0;
  limiter.clear();
  await Promise.allSettled(machines.map(async (machine) => machine?.powerOff()));
}
