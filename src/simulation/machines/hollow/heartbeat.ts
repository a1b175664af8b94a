import { NotFoundError } from '../../../kube/errors.ts';
import type { Lease, Node } from '../../../kube/types.ts';
import type { MachineApi } from './machine-api.ts';
import type { NodeFacts } from './node-object.ts';
import { nodeStatus } from './node-object.ts';

const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';

/** What a heartbeat needs to know. */
export interface Heartbeat {
  readonly api: MachineApi;
  readonly facts: NodeFacts;
  /** How long the lease holds; the kubelet's default is 40, renewed every quarter of it. */
  readonly leaseSeconds: number;
}

/**
 * Renews the Node's lease and, where the cluster has come to think otherwise, says again that the Node is Ready. A Node that
 * was deleted stays deleted, as with a kubelet, which registers only when it starts.
 */
export async function beat(heartbeat: Heartbeat): Promise<void> {
  await renewLease(heartbeat);
  const { api, facts } = heartbeat;
  const path = `/api/v1/nodes/${facts.plan.nodeName}`;
  const node = await api.find<Node>(`${path}?resourceVersion=0`);
  if (node === undefined || !isStale(node, facts)) return;
  const status = nodeStatus(facts, new Date().toISOString());
  await api.patch(`${path}/status`, { type: 'strategic-merge', body: { status } });
}

/** A kubelet reports when something changed, else every five minutes. */
function isStale(node: Node, facts: NodeFacts): boolean {
  const ready = node.status?.conditions?.find(({ type }) => type === 'Ready');
  const ageMs = Date.now() - Date.parse(ready?.lastHeartbeatTime ?? '1970-01-01T00:00:00Z');
  return ready?.status !== 'True' || ageMs > 300_000 || node.status?.nodeInfo?.bootID !== facts.bootId;
}

async function renewLease(heartbeat: Heartbeat): Promise<void> {
  const name = heartbeat.facts.plan.nodeName;
  // MicroTime has six digits after the point.
  const renewTime = new Date().toISOString().replace('Z', '000Z');
  try {
    await heartbeat.api.patch<Lease>(`${leases}/${name}`, { type: 'merge', body: { spec: { renewTime } } });
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    await createLease(heartbeat, renewTime);
  }
}

/** The Node owns its lease, so that the lease goes with it; without a Node there is none. */
async function createLease({ api, facts, leaseSeconds }: Heartbeat, renewTime: string): Promise<void> {
  const name = facts.plan.nodeName;
  const node = await api.find<Node>(`/api/v1/nodes/${name}`);
  if (node === undefined) return;
  const owner = { apiVersion: 'v1', kind: 'Node', name, uid: node.metadata.uid };
  await api.post(leases, {
    metadata: { name, namespace: 'kube-node-lease', ownerReferences: [owner] },
    spec: { holderIdentity: name, leaseDurationSeconds: leaseSeconds, renewTime },
  });
}
