import type { HetznerAccount, HetznerAction } from './state.ts';
import { takeId } from './state.ts';

/** Starts an action on a server; it runs until it is finished or failed. */
export function startAction(account: HetznerAccount, command: string, serverId: number): HetznerAction {
  const action: HetznerAction = {
    id: takeId(account),
    command,
    status: 'running',
    startedAtMs: account.context.now(),
    resources: [{ id: serverId, type: 'server' }],
    error: null,
  };
  account.actions.set(action.id, action);
  forgetOldest(account);
  return action;
}

/** Ends an action well. */
export function finishAction(account: HetznerAccount, action: HetznerAction): void {
  action.status = 'success';
  action.finishedAtMs = account.context.now();
}

/** Ends an action badly. */
export function failAction(account: HetznerAccount, action: HetznerAction, error: HetznerAction['error']): void {
  action.status = 'error';
  action.finishedAtMs = account.context.now();
  action.error = error;
}

const maxActions = 20_000;

function forgetOldest(account: HetznerAccount): void {
  if (account.actions.size <= maxActions) return;
  for (const id of account.actions.keys()) {
    account.actions.delete(id);
    return;
  }
}
