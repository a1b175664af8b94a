import { setCurrentDetails } from '@temporalio/workflow';
import type { TerminateInput } from '../contract/messages.ts';
import { cluster, givingBack } from './proxies.ts';

/** How a termination ended. */
export interface TerminateResult {
  readonly outcome: 'Released' | 'ClaimGone';
}

/**
 * The only way a machine is given back. Stops a provisioning that still runs and waits for its end, drains the node, gives back
 * whatever exists at every provider that was ever tried, then removes Node, token and finalizer. The Node of a lost machine goes
 * before the machine, unless its pool wants it the other way round. Each step can be repeated.
 */
export async function TerminateNodeClaim(input: TerminateInput): Promise<TerminateResult> {
  const { claim } = input;
  setCurrentDetails('Stopping the provisioning, if it still runs');
  await cluster('Stop the provisioning').stopProvisioning({ claim });
  const plan = await cluster('Cordon the node, revoke the join token').beginTermination({ claim });
  if (plan.kind === 'claim-gone') return { outcome: 'ClaimGone' };
  if (plan.drain !== undefined) {
    setCurrentDetails(`Draining Node ${plan.drain.nodeName}; the claim's condition Drained says how far it is`);
    await cluster('Drain the node').drainNode({ claim });
  }
  if (plan.isNodeFirst === true) {
    setCurrentDetails('Removing the lost Node; its machine is not confirmed gone yet');
    await cluster('Remove the lost Node').removeLostNode({ claim });
  }
  setCurrentDetails(`Giving back what the claim has at: ${plan.providers.join(', ') || 'no provider'}`);
  await Promise.all(
    plan.providers.map((provider) =>
      givingBack(provider, `Give back at ${provider}`).reclaimInstances({ claim, provider }),
    ),
  );
  setCurrentDetails('Removing Node, token and finalizer');
  await cluster('Remove Node and finalizer').releaseNodeClaim({ claim });
  setCurrentDetails('Everything is given back');
  return { outcome: 'Released' };
}
