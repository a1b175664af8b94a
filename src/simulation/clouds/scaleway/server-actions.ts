import { z } from 'zod';
import type { ApiResponse } from '../../http/exchange.ts';
import { jsonResponse, parseJsonBody } from '../../http/exchange.ts';
import { randomUuid } from '../../random.ts';
import { invalidArgument, invalidRequest, notFound, transientState } from './errors.ts';
import { cutPower, enter, powerOff, powerOn, switchOn, terminate } from './lifecycle.ts';
import { timestamp } from './render.ts';
import type { ScalewayAccount, ScalewayHandler, ScalewayServer } from './state.ts';
import { findInZone } from './state.ts';

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
  perform(account, server, action);
  return taskResponse(account, server, action);
};

function refuse(server: ScalewayServer, action: Action): ApiResponse | undefined {
  if (server.state === 'starting' || server.state === 'stopping') return transientState(server.id, server.state);
  if (server.isProtected && action === 'terminate') return invalidRequest('instance is protected');
  const isOn = server.state === 'running';
  if (action === 'poweron') return isOn ? invalidRequest('server should be stopped') : undefined;
  if (action === 'backup') return undefined;
  return server.state === 'stopped' ? invalidRequest('server should be running') : undefined;
}

function perform(account: ScalewayAccount, server: ScalewayServer, action: Action): void {
  switch (action) {
    case 'poweron':
      return powerOn(account, server);
    case 'poweroff':
      return powerOff(account, server);
    case 'terminate':
      return terminate(account, server);
    case 'stop_in_place':
      cutPower(server);
      return enter(account, server, 'stopped in place', 'stopped in place');
    case 'reboot':
      cutPower(server);
      return switchOn(account, server);
    case 'backup':
      return;
    default:
      action satisfies never;
  }
}

const descriptions: Readonly<Record<Action, string>> = {
  poweron: 'server_batch_poweron',
  poweroff: 'server_poweroff',
  terminate: 'server_terminate',
  stop_in_place: 'server_stop_in_place',
  reboot: 'server_reboot',
  backup: 'server_backup',
};

function taskResponse(account: ScalewayAccount, server: ScalewayServer, action: Action): ApiResponse {
  const id = randomUuid(account.context.random);
  const task = {
    id,
    description: descriptions[action],
    status: 'pending',
    href_from: `/servers/${server.id}/action`,
    href_result: `/servers/${server.id}`,
    started_at: timestamp(account.context.now()),
    terminated_at: null,
    progress: 0,
    zone: server.zone,
  };
  return jsonResponse(202, { task }, { location: `/instance/v1/zones/${server.zone}/tasks/${id}` });
}
