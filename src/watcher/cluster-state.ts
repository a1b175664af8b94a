import type { NodeClaim, NodeClass, NodePool } from '../api/generated.ts';
import type { KubeClient } from '../kube/client-api.ts';
import { nodeClaims, nodeClasses, nodePools } from '../kube/cloudburst-resources.ts';
import { certificateSigningRequests, daemonSets, nodes, pods } from '../kube/core-resources.ts';
import type { KubeLog } from '../kube/kube-log.ts';
import { ListWatchStore } from '../kube/list-watch.ts';
import type { ObjectView } from '../kube/list-watch.ts';
import type { KubeObject, Resource } from '../kube/resource.ts';
import { systemTime } from '../kube/time.ts';
import type { CertificateSigningRequest, DaemonSet, Node, Pod } from '../kube/types.ts';
import { projectCsr, projectDaemonSet, projectNode, projectOwn, projectPod } from './projections.ts';

/** The cluster as this process sees it: one list and one watch for each kind. */
export interface ClusterState {
  readonly pods: ObjectView<Pod>;
  readonly nodes: ObjectView<Node>;
  readonly daemonSets: ObjectView<DaemonSet>;
  readonly pools: ObjectView<NodePool>;
  readonly classes: ObjectView<NodeClass>;
  readonly claims: ObjectView<NodeClaim>;
  readonly csrs: ObjectView<CertificateSigningRequest>;
  /** Whether every kind was read completely at least once; nothing is decided before. */
  synced(): boolean;
  /** Milliseconds since the kind that was silent longest was last heard of. */
  silentMs(nowMs: number): number;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createClusterState(client: KubeClient, log: KubeLog): ClusterState {
  const store = <T extends KubeObject>(resource: Resource<T>, project: (object: T) => T): ListWatchStore<T, T> =>
    new ListWatchStore({ client, resource, project, time: systemTime, log });
  const views = {
    pods: store(pods, projectPod),
    nodes: store(nodes, projectNode),
    daemonSets: store(daemonSets, projectDaemonSet),
    pools: store(nodePools, projectOwn),
    classes: store(nodeClasses, projectOwn),
    claims: store(nodeClaims, projectOwn),
    csrs: store(certificateSigningRequests, projectCsr),
  };
  const all = Object.values(views);
  return {
    ...views,
    synced: () => all.every((view) => view.synced),
    silentMs: (nowMs) =>
      Math.max(...all.map((view) => (view.lastContactMs === undefined ? 0 : nowMs - view.lastContactMs))),
    start: async () => void (await Promise.all(all.map((view) => view.start()))),
    stop: async () => void (await Promise.all(all.map((view) => view.stop()))),
  };
}
