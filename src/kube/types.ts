import type { LabelSelector, PodAffinity, TopologySpreadConstraint } from './pod-topology.ts';
import type { KubeObject } from './resource.ts';

// Slim shapes of the objects that this program reads or writes: only the fields in use, everything readonly.
// Source: the Kubernetes API reference, v1.34 (https://kubernetes.io/docs/reference/kubernetes-api/).

/** Quantities by resource name, for example `{ cpu: '1500m', memory: '2Gi' }`. */
export type ResourceList = Readonly<Record<string, string>>;

/** Requests and limits of a container or a pod. */
export interface ResourceRequirements {
  readonly requests?: ResourceList;
  readonly limits?: ResourceList;
}

/** One condition of a status. Lists of conditions hold at most one of each type. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
  readonly lastHeartbeatTime?: string;
  readonly observedGeneration?: number;
}

/** A term over labels (`matchExpressions`) or over fields (`matchFields`, only `metadata.name`). */
export interface NodeSelectorRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  readonly values?: readonly string[];
}

/** All requirements of a term must hold; an empty term matches nothing. */
export interface NodeSelectorTerm {
  readonly matchExpressions?: readonly NodeSelectorRequirement[];
  readonly matchFields?: readonly NodeSelectorRequirement[];
}

/** Which nodes a pod must (any term) or would rather (by weight) run on. */
export interface NodeAffinity {
  readonly requiredDuringSchedulingIgnoredDuringExecution?: { readonly nodeSelectorTerms: readonly NodeSelectorTerm[] };
  readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly {
    readonly weight: number;
    readonly preference: NodeSelectorTerm;
  }[];
}

/** All affinities of a pod. */
export interface Affinity {
  readonly nodeAffinity?: NodeAffinity;
  readonly podAffinity?: PodAffinity;
  readonly podAntiAffinity?: PodAffinity;
}

/** Keeps pods off a node that do not tolerate it. */
export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  readonly timeAdded?: string;
}

/** What taints a pod tolerates; without a key (and operator Exists) all of them, without an effect every effect. */
export interface Toleration {
  readonly key?: string;
  readonly operator?: 'Equal' | 'Exists' | 'Gt' | 'Lt';
  readonly value?: string;
  readonly effect?: Taint['effect'];
  /** Seconds a NoExecute taint is endured; absent means for ever. */
  readonly tolerationSeconds?: number;
}

/** A container or init container. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly resources?: ResourceRequirements;
  /** `Always` on an init container makes it a sidecar that runs beside the main containers. */
  readonly restartPolicy?: string;
  readonly ports?: readonly {
    readonly containerPort: number;
    readonly hostPort?: number;
    readonly hostIP?: string;
    readonly protocol?: string;
  }[];
}

/** A volume of a pod; only the sources that bind it to a place are read. */
export interface Volume {
  readonly name: string;
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly ephemeral?: object;
  readonly emptyDir?: object;
  readonly hostPath?: object;
}

/** What a pod asks for. */
export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  /** Pod-level requests and limits (Kubernetes 1.34, beta). */
  readonly resources?: ResourceRequirements;
  /** Added by the RuntimeClass. */
  readonly overhead?: ResourceList;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly affinity?: Affinity;
  readonly tolerations?: readonly Toleration[];
  readonly topologySpreadConstraints?: readonly TopologySpreadConstraint[];
  /** Node the pod is bound to; absent while unscheduled. */
  readonly nodeName?: string;
  readonly schedulingGates?: readonly { readonly name: string }[];
  readonly schedulerName?: string;
  readonly priority?: number;
  readonly priorityClassName?: string;
  readonly preemptionPolicy?: string;
  readonly volumes?: readonly Volume[];
  readonly hostNetwork?: boolean;
  readonly restartPolicy?: string;
  readonly terminationGracePeriodSeconds?: number;
}

/** How a pod fares. */
export interface PodStatus {
  readonly phase?: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
  readonly conditions?: readonly Condition[];
  readonly reason?: string;
  readonly message?: string;
  /** Set when a preempting pod waits for its victims to leave that node. */
  readonly nominatedNodeName?: string;
  readonly podIP?: string;
  readonly hostIP?: string;
  readonly startTime?: string;
  readonly containerStatuses?: readonly object[];
}

/** core/v1 Pod. */
export interface Pod extends KubeObject {
  readonly spec: PodSpec;
  readonly status?: PodStatus;
}

/** What a cluster knows of a machine, as given. */
export interface NodeSpec {
  readonly providerID?: string;
  readonly unschedulable?: boolean;
  readonly taints?: readonly Taint[];
  readonly podCIDR?: string;
}

/** What a kubelet says of its machine. */
export interface NodeStatus {
  readonly capacity?: ResourceList;
  /** Capacity without reservations: what pods may request in sum. */
  readonly allocatable?: ResourceList;
  readonly conditions?: readonly Condition[];
  readonly addresses?: readonly { readonly type: string; readonly address: string }[];
  readonly nodeInfo?: {
    readonly architecture: string;
    readonly bootID: string;
    readonly containerRuntimeVersion: string;
    readonly kernelVersion: string;
    readonly kubeletVersion: string;
    readonly machineID: string;
    readonly operatingSystem: string;
    readonly osImage: string;
    readonly systemUUID: string;
  };
  readonly volumesAttached?: readonly { readonly name: string; readonly devicePath: string }[];
}

/** core/v1 Node. */
export interface Node extends KubeObject {
  readonly spec: NodeSpec;
  readonly status?: NodeStatus;
}

/** core/v1 PersistentVolumeClaim. */
export interface PersistentVolumeClaim extends KubeObject {
  readonly spec: {
    /** The PersistentVolume it is bound to. */
    readonly volumeName?: string;
  };
}

/** storage.k8s.io/v1 VolumeAttachment: a volume that is, or is to be, attached to a node. */
export interface VolumeAttachment extends KubeObject {
  readonly spec: {
    readonly attacher: string;
    readonly nodeName: string;
    readonly source: { readonly persistentVolumeName?: string };
  };
}

/** core/v1 Secret. Values of `data` are base64. */
export interface Secret extends KubeObject {
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
  /** Plain values, write only: the API server moves them to `data`. */
  readonly stringData?: Readonly<Record<string, string>>;
}

/** core/v1 ConfigMap. */
export interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** core/v1 Namespace. */
export interface Namespace extends KubeObject {
  readonly status?: { readonly phase?: 'Active' | 'Terminating' };
}

/** core/v1 ServiceAccount. */
export type ServiceAccount = KubeObject;

/** apps/v1 DaemonSet: the overhead it puts on each new node is read from its template. */
export interface DaemonSet extends KubeObject {
  readonly spec: {
    readonly selector: LabelSelector;
    readonly template: {
      readonly metadata?: {
        readonly labels?: Readonly<Record<string, string>>;
        readonly annotations?: Readonly<Record<string, string>>;
      };
      readonly spec: PodSpec;
    };
  };
}

/** coordination.k8s.io/v1 Lease. Times are RFC 3339 with microseconds. */
export interface Lease extends KubeObject {
  readonly spec?: {
    /** Empty or absent: nobody holds it. */
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    readonly acquireTime?: string;
    readonly renewTime?: string;
    readonly leaseTransitions?: number;
  };
}

/** Points at an object, whatever its kind. */
export interface ObjectReference {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
}

/** events.k8s.io/v1 Event. */
export interface KubeEvent extends KubeObject {
  /** RFC 3339 with microseconds. */
  readonly eventTime: string;
  readonly reportingController: string;
  readonly reportingInstance: string;
  readonly action: string;
  readonly reason: string;
  readonly regarding: ObjectReference;
  /** At most 1024 bytes. */
  readonly note?: string;
  readonly type: 'Normal' | 'Warning';
}

/** certificates.k8s.io/v1 CertificateSigningRequest. */
export interface CertificateSigningRequest extends KubeObject {
  readonly spec: {
    /** Base64 of the PEM of a PKCS #10 request. */
    readonly request: string;
    readonly signerName: string;
    readonly usages: readonly string[];
    readonly expirationSeconds?: number;
    /** Filled in by the API server from the requester's credentials, like uid and groups. */
    readonly username?: string;
    readonly uid?: string;
    readonly groups?: readonly string[];
  };
  readonly status?: {
    /** `Approved` and `Denied` are written through the subresource `approval`. */
    readonly conditions?: readonly Condition[];
    /** Base64 of the PEM, once issued. */
    readonly certificate?: string;
  };
}

/** policy/v1 Eviction: the body of `pods/eviction`. */
export interface Eviction {
  readonly apiVersion: 'policy/v1';
  readonly kind: 'Eviction';
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly deleteOptions?: {
    readonly gracePeriodSeconds?: number;
    readonly preconditions?: { readonly uid?: string };
  };
}
