import { jsonResponse } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { randomUuid } from '../../random.ts';
import { notFound } from './errors.ts';
import { timestamp } from './timestamp.ts';
import type { ScalewayAccount, ScalewayHandler, ScalewayServer, ServerTask } from './state.ts';
import { findInZone } from './state.ts';

/** Tasks remembered; the oldest are forgotten first. */
const tasksKept = 2_000;

/** A task that is under way. Ended by {@link settleTasks} when the server has reached the state it was sent to. */
export function startTask(account: ScalewayAccount, server: ScalewayServer, description: string): ServerTask {
  const { context, tasks } = account;
  const task: ServerTask = {
    id: randomUuid(context.random),
    zone: server.zone,
    serverId: server.id,
    description,
    status: 'pending',
    result: `/servers/${server.id}`,
    startedAtMs: context.now(),
    terminatedAtMs: null,
  };
  tasks.set(task.id, task);
  const [oldest] = tasks.keys();
  if (tasks.size > tasksKept && oldest !== undefined) tasks.delete(oldest);
  return task;
}

/** Ends what was under way for a server. */
export function settleTasks(account: ScalewayAccount, server: ScalewayServer, status: 'success' | 'failure'): void {
  for (const task of account.tasks.values()) {
    if (task.serverId !== server.id || task.terminatedAtMs !== null) continue;
    task.status = status;
    task.terminatedAtMs = account.context.now();
  }
}

/** `task`, as in the recorded answers to actions of 2 December 2025 and 1 September 2026. */
export function renderTask(task: ServerTask): Record<string, unknown> {
  return {
    id: task.id,
    description: task.description,
    status: task.status,
    href_from: `/servers/${task.serverId}/action`,
    href_result: task.result,
    started_at: timestamp(task.startedAtMs),
    terminated_at: task.terminatedAtMs === null ? null : timestamp(task.terminatedAtMs),
    progress: task.terminatedAtMs === null ? 0 : 100,
    zone: task.zone,
  };
}

/** Where the `location` of an accepted action points to. */
const getTask: ScalewayHandler = (account, { params }) => {
  const task = findInZone(account.tasks, params);
  if (task === undefined) return notFound('instance_task', params['id'] ?? '');
  return jsonResponse(200, { task: renderTask(task) });
};

/** What became of actions. */
export const taskRoutes: readonly Route<ScalewayHandler>[] = [
  { name: 'get-task', method: 'GET', template: '/instance/v1/zones/{zone}/tasks/{id}', handle: getTask },
];
