import { isNodeReady } from '../src/domain/node-health.ts';
import type { NodeClaim } from '../src/api/generated.ts';
import { nodes } from '../src/kube/core-resources.ts';
import { deployments } from '../test/e2e/world/deployments.ts';
import { until } from '../test/e2e/world/until.ts';
import type { Stage } from './stage.ts';

/** Creates or scales a Deployment of which each pod needs a machine for itself. */
export async function deploy({ kube, namespace }: Stage, replicas: number): Promise<void> {
  const requests = { cpu: '1500m', memory: '2Gi' };
  const labels = { app: 'fleet' };
  const spec = {
    nodeSelector: { 'cloudburst.io/nodepool': 'dr-nodepool' },
    terminationGracePeriodSeconds: 0,
    containers: [{ name: 'workload', image: 'busybox:1.36', resources: { requests } }],
  };
  const key = { namespace, name: 'fleet' };
  const object = {
    metadata: key,
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
  await kube.patch(deployments, key, object, { type: 'apply', fieldManager: 'bench', force: true });
}

/** Deletes the Deployment, so that its pods are not made anew. */
export async function undeploy({ kube, namespace }: Stage): Promise<void> {
  await kube.delete(deployments, { namespace, name: 'fleet' });
}

/** Waits until exactly so many pods run. */
export async function running({ follower }: Stage, count: number, deadlineMs: number): Promise<void> {
  const isRunning = (): true | undefined => {
    const found = follower
      .pods()
      .filter(({ metadata, status }) => metadata.deletionTimestamp === undefined && status?.phase === 'Running');
    return found.length === count ? true : undefined;
  };
  await follower.until(`${count} running pods`, isRunning, deadlineMs);
}

/** Claims whose machine stands at the provider and whose node was Ready. */
export function readyAt({ follower }: Stage, provider: string): readonly NodeClaim[] {
  return follower.claims().filter(({ status }) => status?.provider === provider && status.phase === 'Ready');
}

/** Waits until the Node of the claim is not Ready any more, and gives the time of that, in milliseconds since 1970. */
export async function untilNotReady({ kube }: Stage, claim: NodeClaim): Promise<number> {
  const name = claim.status?.nodeName ?? claim.metadata.name;
  const isSilent = async (): Promise<number | false> => {
    const node = await kube.find(nodes, { name });
    return (node === undefined || !isNodeReady(node)) && Date.now();
  };
  return until(`Node ${name} not Ready`, isSilent, { deadlineMs: 90_000 });
}

/** Deletes the claim's server at Hetzner, as somebody at the console would. */
export async function deleteBehind({ clouds }: Stage, claim: NodeClaim): Promise<void> {
  const headers = { authorization: 'Bearer somebody-at-the-console' };
  await fetch(`${clouds.hetznerEndpoint}/servers/${machineOf(claim)}`, { method: 'DELETE', headers });
}

/** Cuts the power of the claim's machine, or gives it back; Hetzner's API goes on saying that it runs. */
export async function power({ clouds }: Stage, claim: NodeClaim, to: 'off' | 'on'): Promise<void> {
  const body = to === 'off' ? { visible: false } : undefined;
  await clouds.control('POST', `/machines/hetzner-${machineOf(claim)}/power-${to}`, body);
}

function machineOf(claim: NodeClaim): string {
  return claim.status?.instanceID?.split('/').at(-1) ?? '';
}
