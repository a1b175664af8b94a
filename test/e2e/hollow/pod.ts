import { expect, vi } from 'vitest';
import type { KubeClient } from '../../../src/kube/client.ts';
import { pods, serviceAccounts } from '../../../src/kube/core-resources.ts';
import type { Pod, PodSpec } from '../../../src/kube/types.ts';
import { patience } from './node.ts';

/** A pod that is bound to a node from the start. */
export interface TestPod {
  readonly namespace: string;
  readonly nodeName: string;
  readonly name: string;
  readonly command: readonly string[];
  readonly restartPolicy?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly terminationGracePeriodSeconds?: number;
}

/** Creates it. */
export async function createPod(kube: KubeClient, pod: TestPod): Promise<void> {
  const { namespace, name, command, annotations = {}, ...rest } = pod;
  await vi.waitFor(() => kube.get(serviceAccounts, { namespace, name: 'default' }), patience);
  const container = { name: 'main', image: 'busybox:1.36', command };
  const spec: PodSpec = { ...rest, containers: [container], tolerations: [{ operator: 'Exists' }] };
  await kube.create(pods, { metadata: { namespace, name, annotations }, spec });
}

/** Waits until the pod is in the phase. */
export async function podIn(
  kube: KubeClient,
  pod: { readonly namespace: string; readonly name: string },
  phase: string,
): Promise<Pod> {
  return vi.waitFor(async () => {
    const found = await kube.get(pods, pod);
    expect(found.status?.phase).toBe(phase);
    return found;
  }, patience);
}
