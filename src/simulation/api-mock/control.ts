import { z } from 'zod';
import type { ApiRequest, ApiResponse } from '../http/exchange.ts';
import { jsonResponse, noContent, parseJsonBody } from '../http/exchange.ts';
import type { Listener } from '../http/listener.ts';
import { startListener } from '../http/listener.ts';
import type { Route } from '../http/router.ts';
import { createRouter } from '../http/router.ts';
import { mockRulesSchema, namedRules } from './rules.ts';
import type { MockState } from './state.ts';

/** What the control endpoint of the mock shows and changes. */
export interface ControlledMock {
  readonly state: MockState;
  readonly certificatePem: string;
  readonly now: () => number;
}

type Handler = (mock: ControlledMock, request: ApiRequest) => ApiResponse;

const setRules: Handler = ({ state }, request) => {
  const parsed = mockRulesSchema.safeParse(parseJsonBody(request.body));
  if (!parsed.success) {
    return jsonResponse(400, { error: `Body is not as expected: ${z.prettifyError(parsed.error)}` });
  }
  state.rules = namedRules(parsed.data.rules);
  return jsonResponse(200, { rules: state.rules });
};

const clearRules: Handler = ({ state }) => {
  state.rules = [];
  return noContent();
};

const showCertificate: Handler = ({ certificatePem }) => ({
  status: 200,
  headers: { 'content-type': 'application/x-pem-file' },
  body: certificatePem,
});

const routes: readonly Route<Handler>[] = [
  { name: 'health', method: 'GET', template: '/healthz', handle: () => jsonResponse(200, { status: 'ok' }) },
  {
    name: 'list-rules',
    method: 'GET',
    template: '/rules',
    handle: ({ state }) => jsonResponse(200, { rules: state.rules }),
  },
  { name: 'set-rules', method: 'PUT', template: '/rules', handle: setRules },
  { name: 'clear-rules', method: 'DELETE', template: '/rules', handle: clearRules },
  {
    name: 'requests',
    method: 'GET',
    template: '/requests',
    handle: ({ state }) => jsonResponse(200, { requests: state.requests.list() }),
  },
  { name: 'certificate', method: 'GET', template: '/certificate.pem', handle: showCertificate },
];

/** Starts the control endpoint of the mock (JSON, no authentication: it belongs on a local address). */
export function startMockControl(
  at: { readonly host: string; readonly port: number },
  mock: ControlledMock,
): Promise<Listener> {
  const router = createRouter(routes);
  return startListener({
    ...at,
    now: mock.now,
    handle: async (request) => {
      const match = router.match(request.method, request.path);
      const missing = jsonResponse(404, { error: `No ${request.method} ${request.path} here` });
      return { kind: 'respond', response: match?.route.handle(mock, request) ?? missing };
    },
  });
}
