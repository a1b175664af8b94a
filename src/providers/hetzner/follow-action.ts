import type { ProviderDeadlines } from '../deadlines.ts';
import { ProviderError } from '../errors.ts';
import { follow } from '../follow.ts';
import type { CallContext, HetznerClient } from './client.ts';
import { actionAnswer } from './schema.ts';
import type { HetznerAction } from './schema.ts';

/** Why an action failed; code and message are the vendor's. */
export interface FailedAction {
  readonly code: string;
  readonly message: string;
}

/**
 * Follows the action of a create for a while: stock is often refused only here, after the 201. Undefined when it succeeded, still
 * runs at the end, or cannot be read: then the server exists, and whether it comes up is seen by waiting for its node.
 */
export async function followAction(
  client: HetznerClient,
  action: HetznerAction,
  { deadlines, call }: { readonly deadlines: ProviderDeadlines; readonly call: CallContext },
): Promise<FailedAction | undefined> {
  const steps = {
    isSettled: (seen: HetznerAction | undefined) => seen?.status !== 'running',
    look: () => readAction(client, action.id, call),
  };
  const seen = await follow<HetznerAction | undefined>(action, steps, { deadlines, signal: call.signal });
  if (seen?.status !== 'error') return undefined;
  const redact = call.redact ?? ((text: string) => text);
  return { code: seen.error?.code ?? 'action_failed', message: redact(seen.error?.message ?? '') };
}

async function readAction(client: HetznerClient, id: number, context: CallContext): Promise<HetznerAction | undefined> {
  try {
    const answer = await client.call({ method: 'GET', path: `/actions/${id}`, answer: actionAnswer }, context);
    return answer.action;
  } catch (error) {
    if (error instanceof ProviderError) return undefined;
    throw error;
  }
}
