import { jsonResponse } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { refused } from './handler.ts';
import type { Handler } from './handler.ts';

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

const showCertificate: Handler = (world) =>
  world.certificatePem === undefined
    ? refused(404, 'No certificate here, start the simulation with TLS')
    : { status: 200, headers: { 'content-type': 'application/x-pem-file' }, body: world.certificatePem };

/** Shows what there is and what was asked. */
export const viewRoutes: readonly Route<Handler>[] = [
  { name: 'health', method: 'GET', template: '/healthz', handle: () => jsonResponse(200, { status: 'ok' }) },
  { name: 'state', method: 'GET', template: '/state', handle: showState },
  { name: 'requests', method: 'GET', template: '/requests', handle: showRequests },
  { name: 'meter', method: 'GET', template: '/meter', handle: showMeter },
  { name: 'certificate', method: 'GET', template: '/certificate.pem', handle: showCertificate },
];
