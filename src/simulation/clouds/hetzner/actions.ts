import type { ActionResource, HetznerAccount, HetznerAction } from './state.ts';
import { takeId } from './state.ts';

/** Starts an action; it runs until it is finished or failed, and keeps the servers among its resources locked for so long. */
export function startAction(
  account: HetznerAccount,
  command: string,
  resources: readonly ActionResource[],
): HetznerAction {
  const action: HetznerAction = {
    id: takeId(account),
    command,
    status: 'running',
    startedAtMs: account.context.now(),
    resources,
    error: null,
  };
  account.actions.set(action.id, action);
  countRunning(account, action, 1);
  forgetOldest(account);
  return action;
}

/** Ends an action well. */
export function finishAction(account: HetznerAccount, action: HetznerAction): void {
  end(account, action, { status: 'success', error: null });
}

/** Ends an action badly. */
export function failAction(account: HetznerAccount, action: HetznerAction, error: HetznerAction['error']): void {
  end(account, action, { status: 'error', error });
}

/** An action that takes the account's usual time and then has its effect. */
export function runAction(account: HetznerAccount, action: HetznerAction, effect: () => void): HetznerAction {
  account.context.timers.after(account.context.actionDelayMs(), () => {
    effect();
    finishAction(account, action);
  });
  return action;
}

function end(
  account: HetznerAccount,
  action: HetznerAction,
  outcome: { readonly status: 'success' | 'error'; readonly error: HetznerAction['error'] },
): void {
  if (action.status !== 'running') return;
  action.status = outcome.status;
  action.error = outcome.error;
  action.finishedAtMs = account.context.now();
  countRunning(account, action, -1);
}

function countRunning(account: HetznerAccount, action: HetznerAction, by: number): void {
  for (const { id, type } of action.resources) {
    const server = type === 'server' ? account.servers.get(id) : undefined;
    if (server !== undefined) server.runningActions += by;
  }
}

const maxActions = 20_000;

function forgetOldest(account: HetznerAccount): void {
  if (account.actions.size <= maxActions) return;
  for (const id of account.actions.keys()) {
    account.actions.delete(id);
    return;
  }
}
