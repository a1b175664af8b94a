import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { ClusterActivities, ProviderActivities } from '../contract/activities.ts';
import { clusterQueue, providerQueue } from '../contract/ids.ts';
import type { ProviderName } from '../domain/offering.ts';

/**
 * The cluster: short calls, repeated for as long as the API server is away, because there is nothing else to do for the claim.
 * `summary` is what the Temporal UI shows beside the activity.
 */
export function cluster(summary: string): ClusterActivities {
  return proxyActivities<ClusterActivities>({
    taskQueue: clusterQueue,
    startToCloseTimeout: '60s',
    heartbeatTimeout: '15s',
    retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '10s' },
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    summary,
  });
}

/**
 * One launch. A worker that died is noticed by its missing heartbeat. Cancellation waits for the end, so that no workflow closes
 * while a create of its own may still be on its way.
 */
export function launching(
  provider: ProviderName,
  timeoutMs: number,
  summary: string,
): Pick<ProviderActivities, 'launchInstance'> {
  return proxyActivities<ProviderActivities>({
    taskQueue: providerQueue(provider),
    startToCloseTimeout: timeoutMs,
    heartbeatTimeout: '10s',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s', maximumAttempts: 6 },
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    summary,
  });
}

/** Giving back: repeated until the provider says that nothing is left, however long it is away. */
export function givingBack(provider: ProviderName, summary: string): Omit<ProviderActivities, 'launchInstance'> {
  return proxyActivities<ProviderActivities>({
    taskQueue: providerQueue(provider),
    startToCloseTimeout: '180s',
    heartbeatTimeout: '15s',
    retry: { initialInterval: '1s', backoffCoefficient: 1.5, maximumInterval: '30s' },
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    summary,
  });
}

/** A sweep of one account; a cloud that does not answer is swept at another time. */
export function sweeping(
  provider: ProviderName,
  summary: string,
): Pick<ProviderActivities, 'findGarbage' | 'removeGarbage'> {
  return proxyActivities<ProviderActivities>({
    taskQueue: providerQueue(provider),
    startToCloseTimeout: '180s',
    heartbeatTimeout: '15s',
    retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '30s', maximumAttempts: 5 },
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    summary,
  });
}

/** Questions about a machine that may be lost: asked again for as long as somebody waits for the answer. */
export function lookingAfter(
  provider: ProviderName,
  summary: string,
): Pick<ProviderActivities, 'assessLoss' | 'awaitLossNews'> {
  return proxyActivities<ProviderActivities>({
    taskQueue: providerQueue(provider),
    startToCloseTimeout: '60s',
    heartbeatTimeout: '15s',
    retry: { initialInterval: '1s', backoffCoefficient: 1.5, maximumInterval: '15s' },
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    summary,
  });
}
