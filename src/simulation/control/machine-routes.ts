import { z } from 'zod';
import { noContent } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import type { Machine } from '../machines/driver.ts';
import { readBody, refused } from './handler.ts';
import type { Handler } from './handler.ts';

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

/** What befalls single machines. */
export const machineRoutes: readonly Route<Handler>[] = [
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
];
