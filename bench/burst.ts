import { pods } from '../src/kube/core-resources.ts';
import type { CloudRequest } from '../test/e2e/world/clouds.ts';
import type { Stage } from './stage.ts';

/** One pod that no node has room for, and when it was created, in milliseconds since 1970. */
export interface Burst {
  readonly pod: string;
  readonly createdMs: number;
}

/** Creates a pod that needs most of the smallest machine for itself. */
export async function burst({ kube, namespace }: Stage, pod: string): Promise<Burst> {
  const createdMs = Date.now();
  await kube.create(pods, {
    metadata: { namespace, name: pod },
    spec: {
      nodeSelector: { 'cloudburst.io/nodepool': 'dr-nodepool' },
      terminationGracePeriodSeconds: 0,
      containers: [
        { name: 'workload', image: 'busybox:1.36', resources: { requests: { cpu: '1500m', memory: '2Gi' } } },
      ],
    },
  });
  return { pod, createdMs };
}

/** A call as the control endpoint shows it, with the time at which its headers had arrived. */
export type ReceivedRequest = Omit<CloudRequest, 'timeMs'> & { readonly atMs: number };

/** What a cloud was asked since a time, oldest first. */
export async function requestsSince({ clouds }: Stage, sinceMs: number): Promise<readonly ReceivedRequest[]> {
  const { requests } = await clouds.control<{ requests: readonly ReceivedRequest[] }>('GET', '/requests');
  return requests.filter(({ atMs }) => atMs >= sinceMs);
}

/** The creates among them. */
export function createsAt(
  requests: readonly ReceivedRequest[],
  provider: 'hetzner' | 'scaleway',
): readonly ReceivedRequest[] {
  return requests.filter((request) => request.provider === provider && request.operation === 'create-server');
}
