import type { Loss } from '../contract/activities.ts';
import type { ClaimRef } from '../contract/claim-ref.ts';
import { pods } from '../kube/core-resources.ts';
import type { Pod } from '../kube/types.ts';
import { isBoundToItsNode } from '../planning/demand.ts';
import { nodeNameOf } from '../planning/claim-capacity.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { withHeartbeat } from './heartbeat.ts';

/**
 * Deletes the pods of a node that is lost, so that their controllers replace them at once and not after the minutes that taint
 * eviction and pod garbage collection take. A forced deletion says that a pod runs nowhere any more, so it is used only where the
 * machine is down for sure.
 */
export async function freeLostPods(
  deps: ActivityDependencies,
  input: { readonly claim: ClaimRef; readonly loss: Loss },
): Promise<void> {
  return withHeartbeat(async () => {
    const claim = await deps.claims.read(input.claim);
    if (claim === undefined) return;
    const found = await deps.kube.list(pods, { fieldSelector: `spec.nodeName=${nodeNameOf(claim)}` });
    const options = input.loss.isMachineDown ? { gracePeriodSeconds: 0 } : {};
    for (const pod of found.items.filter((one) => isToBeFreed(one, input.loss))) {
      const { namespace, name, uid } = pod.metadata;
      await deps.kube.delete(pods, { namespace: namespace ?? 'default', name }, { ...options, uid });
    }
  });
}

function isToBeFreed(pod: Pod, { isMachineDown }: Loss): boolean {
  const isGoing = pod.metadata.deletionTimestamp !== undefined;
  return !isBoundToItsNode(pod) && (isMachineDown || !isGoing);
}
