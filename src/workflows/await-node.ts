import { condition } from '@temporalio/workflow';
import type { NodeLook, ProvisionDeadlines } from '../contract/activities.ts';
import type { ClaimRef } from '../contract/claim-ref.ts';
import { cluster } from './proxies.ts';

/** What the watcher's signals hinted at. A hint is only a reason to look. */
export interface Hints {
  registered: boolean;
  ready: boolean;
  lookAgain: boolean;
}

/** How the waiting for a node ended. */
export type NodeWait =
  | { readonly kind: 'ready'; readonly look: Extract<NodeLook, { kind: 'ready' }> }
  | {
      readonly kind: 'timed-out';
      readonly reason: 'JoinTimedOut' | 'InitializationTimedOut';
      readonly message: string;
    };

/** Waits until the claim's Node is there and usable, or until one of the two deadlines has passed. */
export async function awaitNode(claim: ClaimRef, hints: Hints, deadlines: ProvisionDeadlines): Promise<NodeWait> {
  const registered = await untilRegistered(claim, hints, deadlines.joinMs);
  if (registered.kind !== 'registered' && registered.kind !== 'ready') {
    return { kind: 'timed-out', reason: 'JoinTimedOut', message: registered.message };
  }
  const ready = await untilReady(claim, hints, deadlines.initializeMs);
  if (ready.kind === 'ready') return { kind: 'ready', look: ready };
  const message = 'message' in ready ? ready.message : 'the node is registered but not Ready';
  return { kind: 'timed-out', reason: 'InitializationTimedOut', message };
}

async function untilRegistered(claim: ClaimRef, hints: Hints, timeoutMs: number): Promise<NodeLook> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const hinted = await condition(() => hints.registered, remaining(deadline), {
      summary: 'Waiting for the machine to join',
    });
    if (!hinted) {
      const last = await cluster('Last look for the node').awaitRegistration({ claim });
      if (last.kind === 'absent') return last;
    }
    hints.registered = false;
    const look = await cluster('Match the node, set its labels').registerNode({ claim });
    if (look.kind !== 'absent' || !hinted) return look;
  }
}

async function untilReady(claim: ClaimRef, hints: Hints, timeoutMs: number): Promise<NodeLook> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const hinted = await condition(() => hints.ready, remaining(deadline), {
      summary: 'Waiting for the node to be Ready',
    });
    hints.ready = false;
    const look = await cluster('Confirm that the node is Ready').awaitNodeReady({ claim });
    if (look.kind === 'ready' || !hinted) return look;
  }
}

/** A timer of zero would be no timer: condition() takes it as "wait for ever". */
function remaining(deadline: number): number {
  return Math.max(1, deadline - Date.now());
}
