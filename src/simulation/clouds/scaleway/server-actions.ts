import { z } from 'zod';
import type { ApiResponse } from '../../http/exchange.ts';
import { jsonResponse, parseJsonBody } from '../../http/exchange.ts';
import { randomUuid } from '../../random.ts';
import { invalidArgument, invalidRequest, locked, notFound, transientState } from './errors.ts';
import { powerOff, powerOn, reboot, stopInPlace, terminate } from './lifecycle.ts';
import type { ScalewayAccount, ScalewayHandler, ScalewayServer, ServerTask } from './state.ts';
import { findInZone, volumesOf } from './state.ts';
import { renderTask, startTask } from './tasks.ts';

const actionSchema = z.looseObject({
  action: z.enum(['poweron', 'poweroff', 'terminate', 'stop_in_place', 'reboot', 'backup']),
});

type Action = z.infer<typeof actionSchema>['action'];

/** `POST …/servers/{id}/action`: 202 with a task, as the recordings have it. */
export const runAction: ScalewayHandler = (account, { params, request }) => {
  const server = findInZone(account.servers, params);
  if (server === undefined) return notFound('instance_server', params['id'] ?? '');
  const parsed = actionSchema.safeParse(parseJsonBody(request.body));
  if (!parsed.success) return invalidArgument('action', 'constraint', 'unknown action');
  const { action } = parsed.data;
  const refusal = refuse(server, action);
  if (refusal !== undefined) return refusal;
  if (action === 'backup') return backUp(account, server);
  // Begun first: with no delay at all the state it leads to is reached, and the task settled, by the next tick.
  const task = startTask(account, server, descriptions[action]);
  const body = { task: renderTask(task) };
  perform(account, server, action);
  return jsonResponse(202, body, { location: `/instance/v1/zones/${server.zone}/tasks/${task.id}` });
};

/** Refused while the server is on its way (409), locked (423), protected, or in a state that the action does not start from. */
function refuse(server: ScalewayServer, action: Action): ApiResponse | undefined {
  if (server.state === 'locked') return locked('instance_server', server.id);
  if (server.state === 'starting' || server.state === 'stopping') return transientState(server.id, server.state);
  if (server.isProtected && action === 'terminate') return invalidRequest('instance is protected');
  if (action === 'poweron') return server.state === 'running' ? invalidRequest('server should be stopped') : undefined;
  if (action === 'backup') return undefined;
  if (server.state === 'stopped') return invalidRequest('server should be running');
  if (action === 'stop_in_place' && server.state !== 'running') return invalidRequest('server should be running');
  return undefined;
}

function perform(account: ScalewayAccount, server: ScalewayServer, action: Exclude<Action, 'backup'>): void {
  switch (action) {
    case 'poweron':
      return powerOn(account, server);
    case 'poweroff':
      return powerOff(account, server);
    case 'terminate':
      return terminate(account, server);
    case 'stop_in_place':
      return stopInPlace(account, server);
    case 'reboot':
      return reboot(account, server);
    default:
      action satisfies never;
  }
}

const descriptions: Readonly<Record<Exclude<Action, 'backup'>, string>> = {
  poweron: 'server_batch_poweron',
  poweroff: 'server_poweroff',
  terminate: 'server_terminate',
  stop_in_place: 'server_stop_in_place',
  reboot: 'server_reboot',
};

/**
 * Copies the disks for as long as a deletion takes. The answer was recorded on 1 September 2026: a task of an all-zero id that
 * can never be asked for, with the image to come as its result, and no `location`. The image itself is not simulated.
 */
function backUp(account: ScalewayAccount, server: ScalewayServer): ApiResponse {
  const disks = volumesOf(account, server.id);
  for (const disk of disks) disk.isSnapshotting = true;
  account.context.timers.after(account.context.deleteDelayMs(), () => {
    for (const disk of disks) disk.isSnapshotting = false;
  });
  const task: ServerTask = {
    id: '00000000-0000-0000-0000-000000000000',
    zone: server.zone,
    serverId: server.id,
    description: 'fake task',
    status: 'pending',
    result: `/images/${randomUuid(account.context.random)}`,
    startedAtMs: account.context.now(),
    terminatedAtMs: null,
  };
  return jsonResponse(202, { task: renderTask(task) });
}
