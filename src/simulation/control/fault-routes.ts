import { faultRuleSchema } from '../faults/rule.ts';
import { jsonResponse, noContent } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { readBody, refused } from './handler.ts';
import type { Handler } from './handler.ts';

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

/** Arms, lists and drops faults. */
export const faultRoutes: readonly Route<Handler>[] = [
  { name: 'arm-fault', method: 'POST', template: '/faults', handle: armFault },
  { name: 'list-faults', method: 'GET', template: '/faults', handle: listFaults },
  { name: 'disarm-all', method: 'DELETE', template: '/faults', handle: disarmAll },
  { name: 'disarm-one', method: 'DELETE', template: '/faults/{id}', handle: disarmOne },
];
