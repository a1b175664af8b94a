import type { NodeClaim } from '../api/generated.ts';
import { messageOf } from '../kube/errors.ts';
import { nodeNameOf } from '../planning/claim-capacity.ts';
import type { ClusterState } from './cluster-state.ts';
import type { WatcherDependencies } from './dependencies.ts';
import { messageKey, routeClaim } from './route.ts';
import type { ClaimMessage } from './route.ts';
import { sendMessage } from './workflow-starts.ts';

/** Milliseconds after which a message is sent again while the objects still ask for it. */
const repeatMs = 30_000;
/** Milliseconds after which a message that Temporal did not take is sent again. */
const retryMs = 1_000;

/** Tells workflows of their claims. */
export interface Dispatcher {
  /** Looks at one claim and sends what is due. */
  look(claim: NodeClaim): void;
  /** Looks at all of them; called often, sends seldom. */
  lookAtAll(): void;
  /** Sends one message at once, without a look at the objects. */
  send(claim: NodeClaim, message: ClaimMessage): void;
  /** Waits for what is on its way. */
  stop(): Promise<void>;
}

export function createDispatcher(deps: WatcherDependencies, state: ClusterState): Dispatcher {
  const dueAtMs = new Map<string, number>();
  const inFlight = new Set<Promise<void>>();

  const deliver = async (claim: NodeClaim, message: ClaimMessage): Promise<void> => {
    const key = messageKey(claim, message);
    try {
      await sendMessage(deps.temporal, claim, message);
    } catch (error) {
      dueAtMs.set(key, deps.now() + retryMs);
      deps.log.warn(
        { nodeClaim: claim.metadata.name, reason: messageOf(error) },
        'Sending to Temporal failed, will be tried again',
      );
    }
  };
  const send = (claim: NodeClaim, message: ClaimMessage): void => {
    dueAtMs.set(messageKey(claim, message), deps.now() + repeatMs);
    const delivery = deliver(claim, message).finally(() => inFlight.delete(delivery));
    inFlight.add(delivery);
  };
  const look = (claim: NodeClaim): void => {
    const node = state.nodes.get({ name: nodeNameOf(claim) });
    for (const message of routeClaim(claim, node)) {
      if ((dueAtMs.get(messageKey(claim, message)) ?? 0) <= deps.now()) send(claim, message);
    }
  };
  return {
    look,
    send,
    lookAtAll() {
      forgetOthers(dueAtMs, state.claims.list());
      for (const claim of state.claims.list()) look(claim);
    },
    stop: async () => void (await Promise.all(inFlight)),
  };
}

function forgetOthers(dueAtMs: Map<string, number>, claims: readonly NodeClaim[]): void {
  const living = new Set<string>(claims.map((claim) => claim.metadata.uid));
  for (const key of dueAtMs.keys()) {
    if (!living.has(key.slice(0, key.indexOf(' ')))) dueAtMs.delete(key);
  }
}
