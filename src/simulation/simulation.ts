import { createAddressSource } from './addresses.ts';
import { createSelfSignedCertificate } from './api-mock/certificate.ts';
import type { CloudContext, RateLimit, SimulatedCloud } from './clouds/cloud.ts';
import { createHetznerCloud } from './clouds/hetzner/cloud.ts';
import { createScalewayCloud } from './clouds/scaleway/cloud.ts';
import { createStock } from './clouds/stock.ts';
import { startControl } from './control/control.ts';
import type { FaultBook } from './faults/book.ts';
import { createFaultBook } from './faults/book.ts';
import { answerUnderFaults } from './faults/gate.ts';
import type { Answer, ApiRequest } from './http/exchange.ts';
import type { Listener } from './http/listener.ts';
import { startListener } from './http/listener.ts';
import type { MachineDriver } from './machines/driver.ts';
import { createLedger } from './meter/ledger.ts';
import { createRandom } from './random.ts';
import type { RequestLog } from './requests.ts';
import { createRequestLog } from './requests.ts';
import type { Settings } from './settings.ts';
import { deleteDelayOf } from './settings.ts';
import type { Timers } from './timers.ts';
import { createTimers } from './timers.ts';
import type { TokenPolicy } from './tokens.ts';
import { isTokenAccepted } from './tokens.ts';

/** How to run the simulated clouds. Ports: 0 means any free one. */
export interface SimulationOptions {
  readonly hetznerPort: number;
  readonly scalewayPort: number;
  readonly controlPort: number;
  /** Address to listen on; default 127.0.0.1. */
  readonly host?: string;
  /** Boots what is bought; closed along with the simulation. */
  readonly driver: MachineDriver;
  /** Time from the order (Scaleway: from power-on) to the moment a machine is switched on, in milliseconds. */
  readonly bootDelayMs: number;
  /** Time a deleted server or volume is still seen, in milliseconds; default: the boot delay, at most 1000. */
  readonly deleteDelayMs?: number;
  /** Time an action of Hetzner on a server or volume takes, in milliseconds; default 0. */
  readonly actionDelayMs?: number;
  /** Servers that an account of Hetzner may hold, and half the primary IPs; default: no limit. */
  readonly hetznerServerLimit?: number;
  /** Makes ids and probabilities repeatable; default: another one each time. */
  readonly seed?: number;
  /** Which credentials the clouds accept; default: every one that does not contain `revoked`. */
  readonly tokens?: TokenPolicy;
  /** Token bucket of the simulated Hetzner; default 3600 requests, one more each second, as the real one. */
  readonly hetznerRateLimit?: RateLimit;
  /** Requests that a key may make at the simulated Scaleway in each second; default: as many as it likes. The real one takes 50. */
  readonly scalewayRequestsPerSecond?: number;
  /** Serves all ports over TLS, with a certificate made at the start that the control endpoint gives away; default false. */
  readonly tls?: boolean;
  /** Clock in milliseconds since 1970; default: the machine's. */
  readonly now?: () => number;
}

/** Running simulated clouds. */
export interface Simulation {
  /** Base of the Hetzner API, `http://<host>:<port>/v1`, or `https` with TLS. */
  readonly hetznerEndpoint: string;
  /** Base of the Scaleway API, `http://<host>:<port>`. */
  readonly scalewayEndpoint: string;
  /** Base of the control endpoint, `http://<host>:<port>`. */
  readonly controlEndpoint: string;
  /** Cuts every connection, switches every machine off and closes the driver. */
  close(): Promise<void>;
}

/** Starts both simulated clouds and their control endpoint; rejects when a port is taken. */
export async function startSimulation(options: SimulationOptions): Promise<Simulation> {
  const now = options.now ?? Date.now;
  const host = options.host ?? '127.0.0.1';
  const timers = createTimers();
  const requests = createRequestLog();
  const settings = settingsOf(options);
  const world = createWorld(options, { now, timers, settings });
  const certificate =
    options.tls === true ? createSelfSignedCertificate({ hosts: hostsOf(host), nowMs: now() }) : undefined;
  const at = (port: number) => ({ host, port, now, certificate });
  const open: Listener[] = [];
  const close = async (): Promise<void> => {
    timers.clear();
    await Promise.all(open.map((listener) => listener.close()));
    await Promise.all(world.clouds.map((cloud) => cloud.reset()));
    await options.driver.close();
  };
  try {
    const ports = [options.hetznerPort, options.scalewayPort];
    for (const [index, cloud] of world.clouds.entries()) {
      const handle = apiHandler({ cloud, book: world.book, timers, requests });
      open.push(await startListener({ ...at(ports[index] ?? 0), handle }));
    }
    const control = { ...world, requests, timers, now, settings, certificatePem: certificate?.certificatePem };
    open.push(await startControl(at(options.controlPort), control));
  } catch (error) {
    await close();
    throw error;
  }
  const scheme = certificate === undefined ? 'http' : 'https';
  const [hetzner, scaleway, control] = open.map((listener) => `${scheme}://${host}:${listener.port}`);
  return { hetznerEndpoint: `${hetzner}/v1`, scalewayEndpoint: `${scaleway}`, controlEndpoint: `${control}`, close };
}

function settingsOf(options: SimulationOptions): Settings {
  return {
    bootDelayMs: options.bootDelayMs,
    deleteDelayMs: options.deleteDelayMs ?? null,
    actionDelayMs: options.actionDelayMs ?? 0,
    hetznerServerLimit: options.hetznerServerLimit ?? null,
    scalewayQuotas: {},
    scalewayRequestsPerSecond: options.scalewayRequestsPerSecond ?? null,
  };
}

/** Names that clients on this machine use for the address. */
function hostsOf(host: string): readonly string[] {
  return [...new Set([host, '127.0.0.1', 'localhost'])];
}

interface Surroundings {
  readonly now: () => number;
  readonly timers: Timers;
  readonly settings: Settings;
}

function createWorld(options: SimulationOptions, { now, timers, settings }: Surroundings) {
  const random = createRandom(options.seed ?? Math.floor(Math.random() * 2 ** 32));
  const ledger = createLedger();
  const shared = {
    now,
    timers,
    random,
    ledger,
    driver: options.driver,
    addresses: createAddressSource(),
    bootDelayMs: () => settings.bootDelayMs,
    deleteDelayMs: () => deleteDelayOf(settings),
    actionDelayMs: () => settings.actionDelayMs,
    serverLimit: () => settings.hetznerServerLimit,
    typeQuota: (type: string) => settings.scalewayQuotas[type] ?? null,
    requestsPerSecond: () => settings.scalewayRequestsPerSecond,
  };
  const contextOf = (rateLimit: RateLimit | undefined): CloudContext => ({
    ...shared,
    stock: createStock(),
    acceptsToken: (token) => isTokenAccepted(token, options.tokens ?? {}),
    rateLimit,
  });
  const hetzner = contextOf(options.hetznerRateLimit);
  const scaleway = contextOf(undefined);
  const clouds: readonly SimulatedCloud[] = [createHetznerCloud(hetzner), createScalewayCloud(scaleway)];
  // Faults draw from a source of their own, so that the number of ids drawn does not change who is struck.
  const book = createFaultBook(createRandom((options.seed ?? Math.floor(Math.random() * 2 ** 32)) ^ 0x5eed));
  return { clouds, ledger, book, stocks: { hetzner: hetzner.stock, scaleway: scaleway.stock } };
}

interface Api {
  readonly cloud: SimulatedCloud;
  readonly book: FaultBook;
  readonly timers: Timers;
  readonly requests: RequestLog;
}

function apiHandler(api: Api): (request: ApiRequest) => Promise<Answer> {
  return async (request) => {
    const { answer, operation, faults } = await answerUnderFaults(api, request);
    const status = answer.kind === 'respond' ? answer.response.status : null;
    const query = request.query.size > 0 ? `?${request.query.toString()}` : '';
    api.requests.record({
      atMs: request.receivedAtMs,
      provider: api.cloud.provider,
      method: request.method,
      path: request.path + query,
      operation,
      status,
      answered: answer.kind === 'respond',
      faults,
    });
    return answer;
  };
}
