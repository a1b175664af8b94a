import { randomUUID } from 'node:crypto';
import { createKubeClient } from '../../../src/kube/client.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import { namespaces } from '../../../src/kube/core-resources.ts';
import { loadKubeConfig } from '../../../src/kube/load-kube-config.ts';

/** A client and a namespace of the test's own. */
export interface Scratch {
  readonly client: KubeClient;
  readonly namespace: string;
}

/** Runs a test with a client in a fresh namespace, which is removed afterwards. */
export async function inScratchNamespace(kubeconfig: string, test: (scratch: Scratch) => Promise<void>): Promise<void> {
  const client = createKubeClient(await loadKubeConfig({ kubeconfig }));
  const namespace = `kube-test-${randomUUID().slice(0, 8)}`;
  try {
    await client.create(namespaces, { metadata: { name: namespace } });
    await test({ client, namespace });
  } finally {
    await client.delete(namespaces, { name: namespace });
    await client.close();
  }
}

/** A log that nobody reads. */
export const silentLog = { info: () => undefined, warn: () => undefined };
