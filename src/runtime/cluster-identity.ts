import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeClient } from '../kube/client-api.ts';
import { namespaces } from '../kube/core-resources.ts';
import { messageOf } from '../kube/errors.ts';
import type { Log } from './log.ts';

/**
 * The UID of the kube-system namespace, which names the cluster on everything that is rented. Nothing may start without it, so it is
 * asked for as long as it takes; every failure logs one sentence. Rejects with the signal's reason only.
 */
export async function readClusterId(kube: KubeClient, log: Log, signal: AbortSignal): Promise<string> {
  for (let waitMs = 500; ; waitMs = Math.min(waitMs * 2, 10_000)) {
    signal.throwIfAborted();
    try {
      return (await kube.get(namespaces, { name: 'kube-system' }, { timeoutMs: 10_000 })).metadata.uid;
    } catch (error) {
      log.warn(
        { reason: messageOf(error) },
        'Reading the identity of the cluster failed, check KUBECONFIG and the API server',
      );
    }
    await sleep(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
