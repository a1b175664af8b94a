import type { KubeObject, Resource } from './resource.ts';
import type {
  CertificateSigningRequest,
  ConfigMap,
  DaemonSet,
  KubeEvent,
  Lease,
  Namespace,
  Node,
  PersistentVolumeClaim,
  Pod,
  Secret,
  ServiceAccount,
  VolumeAttachment,
} from './types.ts';

/** core/v1 pods. */
export const pods = namespaced<Pod>('v1', 'Pod', 'pods');
/** core/v1 secrets. */
export const secrets = namespaced<Secret>('v1', 'Secret', 'secrets');
/** core/v1 config maps. */
export const configMaps = namespaced<ConfigMap>('v1', 'ConfigMap', 'configmaps');
/** core/v1 service accounts. */
export const serviceAccounts = namespaced<ServiceAccount>('v1', 'ServiceAccount', 'serviceaccounts');
/** apps/v1 daemon sets. */
export const daemonSets = namespaced<DaemonSet>('apps/v1', 'DaemonSet', 'daemonsets');
/** coordination.k8s.io/v1 leases. */
export const leases = namespaced<Lease>('coordination.k8s.io/v1', 'Lease', 'leases');
/** events.k8s.io/v1 events. */
export const events = namespaced<KubeEvent>('events.k8s.io/v1', 'Event', 'events');
/** core/v1 persistent volume claims. */
export const persistentVolumeClaims = namespaced<PersistentVolumeClaim>(
  'v1',
  'PersistentVolumeClaim',
  'persistentvolumeclaims',
);
/** storage.k8s.io/v1 volume attachments. */
export const volumeAttachments = clusterScoped<VolumeAttachment>(
  'storage.k8s.io/v1',
  'VolumeAttachment',
  'volumeattachments',
);
/** core/v1 nodes. */
export const nodes = clusterScoped<Node>('v1', 'Node', 'nodes');
/** core/v1 namespaces. */
export const namespaces = clusterScoped<Namespace>('v1', 'Namespace', 'namespaces');
/** certificates.k8s.io/v1 certificate signing requests. */
export const certificateSigningRequests = clusterScoped<CertificateSigningRequest>(
  'certificates.k8s.io/v1',
  'CertificateSigningRequest',
  'certificatesigningrequests',
);

function namespaced<T extends KubeObject>(apiVersion: string, kind: string, plural: string): Resource<T> {
  return { apiVersion, kind, plural, namespaced: true };
}

function clusterScoped<T extends KubeObject>(apiVersion: string, kind: string, plural: string): Resource<T> {
  return { apiVersion, kind, plural, namespaced: false };
}
