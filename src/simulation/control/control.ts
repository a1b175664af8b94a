import { z } from 'zod';
import type { SimulatedCloud } from '../clouds/cloud.ts';
import type { Stock } from '../clouds/stock.ts';
import type { FaultBook } from '../faults/book.ts';
import { faultRuleSchema } from '../faults/rule.ts';
import type { ApiRequest, ApiResponse } from '../http/exchange.ts';
import { jsonResponse, noContent, parseJsonBody } from '../http/exchange.ts';
import type { Listener, ListenerOptions } from '../http/listener.ts';
import { startListener } from '../http/listener.ts';
import type { Route } from '../http/router.ts';
import { createRouter } from '../http/router.ts';
import type { Machine } from '../machines/driver.ts';
import type { Ledger } from '../meter/ledger.ts';
import type { RequestLog } from '../requests.ts';
import type { Settings } from '../settings.ts';
import type { Timers } from '../timers.ts';

/** What the control endpoint shows and changes. */
export interface ControlledWorld {
  readonly clouds: readonly SimulatedCloud[];
  readonly stocks: Readonly<Record<'hetzner' | 'scaleway', Stock>>;
  readonly book: FaultBook;
  readonly ledger: Ledger;
  readonly requests: RequestLog;
  readonly timers: Timers;
  readonly now: () => number;
  readonly settings: Settings;
  /** Set when the ports are served over TLS. */
  readonly certificatePem: string | undefined;
}

type Handler = (
  world: ControlledWorld,
  call: { readonly request: ApiRequest; readonly params: Readonly<Record<string, string>> },
) => ApiResponse | Promise<ApiResponse>;

/** Starts the control endpoint (JSON, no authentication: it belongs on a local address). */
export function startControl(
  at: Pick<ListenerOptions, 'host' | 'port' | 'certificate'>,
  world: ControlledWorld,
): Promise<Listener> {
  const router = createRouter(routes);
  return startListener({
    ...at,
    now: world.now,
    handle: async (request) => {
      const match = router.match(request.method, request.path);
      if (match === undefined)
        return { kind: 'respond', response: refused(404, `No ${request.method} ${request.path} here`) };
      return { kind: 'respond', response: await match.route.handle(world, { request, params: match.params }) };
    },
  });
}

function refused(status: number, message: string): ApiResponse {
  return jsonResponse(status, { error: message });
}

/** The body in the schema's shape, or the answer that says what is wrong with it. */
function readBody<Shape>(schema: z.ZodType<Shape>, request: ApiRequest): { value: Shape } | { refusal: ApiResponse } {
  const parsed = schema.safeParse(parseJsonBody(request.body));
  if (parsed.success) return { value: parsed.data };
  return { refusal: refused(400, `Body is not as expected: ${z.prettifyError(parsed.error)}`) };
}

const armFault: Handler = (world, { request }) => {
  const body = readBody(faultRuleSchema, request);
  return 'refusal' in body ? body.refusal : jsonResponse(201, world.book.arm(body.value));
};

const listFaults: Handler = (world) => jsonResponse(200, { faults: world.book.list() });

const disarmAll: Handler = (world) => {
  world.book.clear();
  return noContent();
};

const disarmOne: Handler = (world, { params }) =>
  world.book.disarm(params['id'] ?? '') ? noContent() : refused(404, `No fault ${params['id']}`);

const showState: Handler = (world) =>
  jsonResponse(200, Object.fromEntries(world.clouds.map((cloud) => [cloud.provider, cloud.state()])));

const showRequests: Handler = (world, { request }) => {
  const { query } = request;
  const equals = (name: string, actual: string): boolean => [null, actual].includes(query.get(name));
  const requests = world.requests
    .list()
    .filter(
      (entry) =>
        equals('provider', entry.provider) && equals('operation', entry.operation) && equals('method', entry.method),
    );
  return jsonResponse(200, { requests });
};

const showMeter: Handler = (world) => jsonResponse(200, world.ledger.read(world.now()));

const powerSchema = z.strictObject({
  /** False: the API goes on saying that the server runs, as when a machine dies on its own. */
  visible: z.boolean().default(true),
});

const powerOff: Handler = (world, { request, params }) => {
  const body = readBody(powerSchema, request);
  if ('refusal' in body) return body.refusal;
  const found = world.clouds.some((cloud) => cloud.powerOff(params['id'] ?? '', body.value));
  return found ? noContent() : refused(404, `No machine ${params['id']}`);
};

const powerOn: Handler = (world, { params }) => {
  const found = world.clouds.some((cloud) => cloud.powerOn(params['id'] ?? ''));
  return found ? noContent() : refused(404, `No machine ${params['id']}`);
};

const onMachine =
  (act: (machine: Machine) => void): Handler =>
  (world, { params }) => {
    const [machine] = world.clouds.flatMap((cloud) => cloud.machine(params['id'] ?? '') ?? []);
    if (machine === undefined) return refused(404, `No machine ${params['id']} that is on`);
    act(machine);
    return noContent();
  };

const setLock =
  (isLocked: boolean): Handler =>
  (world, { params }) => {
    const found = world.clouds.some((cloud) => cloud.lock(params['id'] ?? '', isLocked));
    return found ? noContent() : refused(404, `No machine ${params['id']} that can be locked`);
  };

/** What the machine would read, but for its user data: that holds secrets, and nobody has to show who he is here. */
const showMetadata: Handler = (world, { request, params }) => {
  const [service] = world.clouds.flatMap((cloud) => cloud.metadata(params['id'] ?? '') ?? []);
  if (service === undefined) return refused(404, `No machine ${params['id']}`);
  const target = request.query.get('target') ?? '/';
  if (/user_?data|%/.test(target)) return refused(403, 'User data is not shown');
  return service.handle({ method: 'GET', target, sourcePort: 65_535 });
};

const reset: Handler = async (world) => {
  world.timers.clear();
  world.book.clear();
  for (const stock of Object.values(world.stocks)) stock.clear();
  await Promise.all(world.clouds.map((cloud) => cloud.reset()));
  world.ledger.clear();
  world.requests.clear();
  return noContent();
};

const stockSchema = z.strictObject({
  provider: z.enum(['hetzner', 'scaleway']),
  /** Instance type, `*` for all. */
  type: z.string().default('*'),
  /** Location or zone, `*` for all. */
  location: z.string().default('*'),
  /** Servers that can still be bought; null for no limit. */
  left: z.number().int().min(0).nullable(),
});

const setStock: Handler = (world, { request }) => {
  const body = readBody(stockSchema, request);
  if ('refusal' in body) return body.refusal;
  const { provider, ...entry } = body.value;
  world.stocks[provider].set(entry);
  return showStock(world, { request, params: {} });
};

const showStock: Handler = (world) =>
  jsonResponse(200, { hetzner: world.stocks.hetzner.list(), scaleway: world.stocks.scaleway.list() });

const setBootDelay: Handler = (world, { request }) => {
  const body = readBody(z.strictObject({ ms: z.number().int().min(0).max(3_600_000) }), request);
  if ('refusal' in body) return body.refusal;
  world.settings.bootDelayMs = body.value.ms;
  return jsonResponse(200, body.value);
};

const delayMs = z.number().int().min(0).max(3_600_000);

const settingsSchema = z.strictObject({
  bootDelayMs: delayMs.optional(),
  deleteDelayMs: delayMs.nullable().optional(),
  actionDelayMs: delayMs.optional(),
  hetznerServerLimit: z.number().int().min(0).nullable().optional(),
  scalewayQuotas: z.record(z.string(), z.number().int().min(0)).optional(),
  scalewayRequestsPerSecond: z.number().int().min(1).nullable().optional(),
});

const showSettings: Handler = (world) => jsonResponse(200, world.settings);

const changeSettings: Handler = (world, { request }) => {
  const body = readBody(settingsSchema, request);
  if ('refusal' in body) return body.refusal;
  Object.assign(world.settings, body.value);
  return jsonResponse(200, world.settings);
};

const showCertificate: Handler = (world) =>
  world.certificatePem === undefined
    ? refused(404, 'No certificate here, start the simulation with TLS')
    : { status: 200, headers: { 'content-type': 'application/x-pem-file' }, body: world.certificatePem };

const routes: readonly Route<Handler>[] = [
  { name: 'health', method: 'GET', template: '/healthz', handle: () => jsonResponse(200, { status: 'ok' }) },
  { name: 'arm-fault', method: 'POST', template: '/faults', handle: armFault },
  { name: 'list-faults', method: 'GET', template: '/faults', handle: listFaults },
  { name: 'disarm-all', method: 'DELETE', template: '/faults', handle: disarmAll },
  { name: 'disarm-one', method: 'DELETE', template: '/faults/{id}', handle: disarmOne },
  { name: 'state', method: 'GET', template: '/state', handle: showState },
  { name: 'requests', method: 'GET', template: '/requests', handle: showRequests },
  { name: 'meter', method: 'GET', template: '/meter', handle: showMeter },
  { name: 'power-off', method: 'POST', template: '/machines/{id}/power-off', handle: powerOff },
  { name: 'power-on', method: 'POST', template: '/machines/{id}/power-on', handle: powerOn },
  {
    name: 'freeze',
    method: 'POST',
    template: '/machines/{id}/freeze',
    handle: onMachine((machine) => machine.freeze()),
  },
  { name: 'thaw', method: 'POST', template: '/machines/{id}/thaw', handle: onMachine((machine) => machine.thaw()) },
  {
    name: 'cut-network',
    method: 'POST',
    template: '/machines/{id}/cut-network',
    handle: onMachine((machine) => machine.cutNetwork()),
  },
  {
    name: 'restore-network',
    method: 'POST',
    template: '/machines/{id}/restore-network',
    handle: onMachine((machine) => machine.restoreNetwork()),
  },
  { name: 'lock', method: 'POST', template: '/machines/{id}/lock', handle: setLock(true) },
  { name: 'unlock', method: 'POST', template: '/machines/{id}/unlock', handle: setLock(false) },
  { name: 'metadata', method: 'GET', template: '/machines/{id}/metadata', handle: showMetadata },
  { name: 'reset', method: 'POST', template: '/reset', handle: reset },
  { name: 'set-stock', method: 'PUT', template: '/stock', handle: setStock },
  { name: 'show-stock', method: 'GET', template: '/stock', handle: showStock },
  { name: 'show-settings', method: 'GET', template: '/settings', handle: showSettings },
  { name: 'change-settings', method: 'PATCH', template: '/settings', handle: changeSettings },
  { name: 'certificate', method: 'GET', template: '/certificate.pem', handle: showCertificate },
  { name: 'set-boot-delay', method: 'PUT', template: '/boot-delay', handle: setBootDelay },
];
