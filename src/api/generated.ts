// Generated from crds/ by `npm run generate`; edit the schemas, not this file.
import type { ObjectMeta } from './object-meta.ts';

export interface LocalReference {
  readonly name: string;
}

export interface NodeClaimResources {
  /** What the pods planned for it request together, DaemonSets included, as Kubernetes quantities. */
  readonly requests: Readonly<Record<string, string>>;
}

export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  readonly values?: readonly string[];
}

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export interface NodeClaimSpec {
  readonly nodePoolRef: LocalReference;
  readonly nodeClassRef?: LocalReference;
  readonly resources: NodeClaimResources;
  /** What the instance's labels must satisfy. */
  readonly requirements?: readonly Requirement[];
  /** Labels that the node will carry. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations that the node will carry. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Taints that the node will carry. */
  readonly taints?: readonly Taint[];
  /** Taints that the node will carry. */
  readonly startupTaints?: readonly Taint[];
  /** UIDs of the pods it was planned for. Information only; nothing is decided by it. */
  readonly pods?: readonly string[];
}

export interface Attempt {
  readonly provider: string;
  readonly region: string;
  readonly instanceType: string;
  /** Name of the instance at the provider. */
  readonly name: string;
  /** NodeClass by which it was sent; what came of it is given back by the same. */
  readonly nodeClass?: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  /** InProgress and Unknown are open: an instance may exist. */
  readonly outcome: 'InProgress' | 'Refused' | 'Unknown' | 'Created' | 'Gone';
  readonly reason?: string;
  readonly message?: string;
  /** Id that the provider gave the exchange. */
  readonly correlationID?: string;
  readonly instanceID?: string;
}

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly observedGeneration?: number;
  readonly lastTransitionTime: string;
  readonly reason: string;
  readonly message: string;
}

export interface NodeClaimStatus {
  /** One word for people, derived from the conditions. */
  readonly phase?: 'Pending' | 'Provisioning' | 'Joining' | 'Ready' | 'Deleting';
  readonly provider?: string;
  readonly region?: string;
  readonly zone?: string;
  readonly instanceType?: string;
  /** provider/region/id, for example hetzner/fsn1/12345. */
  readonly instanceID?: string;
  /** As on the Node, for example hcloud://12345. */
  readonly providerID?: string;
  readonly nodeName?: string;
  /** Full price of the instance, disk and IPv4 included. */
  readonly priceEurPerHour?: number;
  /** What the node can give to pods, as planned before it joined and as it says itself afterwards. */
  readonly capacity?: Readonly<Record<string, string>>;
  /** How often the list of offerings was begun. */
  readonly round?: number;
  /** How many creates were sent or are about to be sent, those included that attempts no longer lists. Shown by kubectl get -o wide, which cannot count a list. */
  readonly attemptCount?: number;
  /** Every create that was sent or is about to be sent, oldest first. */
  readonly attempts?: readonly Attempt[];
  readonly conditions?: readonly Condition[];
}

/** NodeClaim is one wanted machine and the record of what became of it. Cloudburst creates it; nobody else needs to. */
export interface NodeClaim {
  readonly apiVersion: 'cloudburst.io/v1alpha1';
  readonly kind: 'NodeClaim';
  readonly metadata: ObjectMeta;
  readonly spec: NodeClaimSpec;
  readonly status?: NodeClaimStatus;
}

export interface SecretKeyReference {
  readonly name: string;
  readonly key: string;
}

export interface HetznerBlock {
  /** Rent in this location only, for example fsn1. Without it in every location that the region constraint allows. */
  readonly location?: string;
  /** Key of a Secret in the namespace of the NodeClass. */
  readonly apiTokenSecretRef: SecretKeyReference;
  /** Image name or id. Default ubuntu-24.04. */
  readonly image?: string;
  /** Name of an SSH key in the project, put on every server. Without it Cloudburst registers a public key whose private half was thrown away, so that no root password is ever mailed. */
  readonly sshKey?: string;
  /** Id of a private network to attach. */
  readonly networkID?: number;
  /** Ids of firewalls that are put on every server. Without it none. */
  readonly firewallIDs?: readonly number[];
  /** Id of a placement group of type spread; Hetzner puts ten servers into one at most. */
  readonly placementGroupID?: number;
  /** Whether servers get a public IPv4 address, which costs money. Without one (false) they reach the world over IPv6 only, and prices are those without the address. Default true. */
  readonly publicIPv4?: boolean;
  /** Server types that may be rented. Without it all. */
  readonly serverTypes?: readonly string[];
}

export interface ScalewayBlock {
  /** Rent in this zone only, for example fr-par-1. Without it in every zone that the region constraint allows. */
  readonly zone?: string;
  /** Id of the Scaleway project that owns and pays for the instances. */
  readonly projectID: string;
  /** Image label of the marketplace. Default ubuntu_noble. */
  readonly image?: string;
  /** Key of a Secret in the namespace of the NodeClass. */
  readonly apiKeySecretRef: SecretKeyReference;
  /** Access key id that belongs to the secret key. Instances can be managed without it. */
  readonly accessKey?: string;
  /** Commercial types that may be rented. Without it all. */
  readonly serverTypes?: readonly string[];
}

export interface GcpBlock {
  readonly project?: string;
  readonly zone?: string;
}

export interface AwsBlock {
  readonly region?: string;
  readonly ami?: string;
  readonly subnetID?: string;
}

export interface JoinSettings {
  /** URL of the API server as the machines reach it, for example over the tailnet. */
  readonly hostApiServer: string;
  /** Name of the kind cluster; machines get a host entry for <name>-control-plane, which kube-proxy of kind names. */
  readonly kindClusterName?: string;
  /** Minutes that a join token is valid at most; it is deleted as soon as the node is Ready. Default 60. */
  readonly tokenTtlMinutes?: number;
}

export interface TailscaleSettings {
  /** Key of a Secret in the namespace of the NodeClass. */
  readonly authKeySecretRef: SecretKeyReference;
}

export interface BootstrapSettings {
  /** Version of kubelet and kubeadm, for example 1.34.3; at most three minors older than the API server and never newer. */
  readonly kubernetesVersion: string;
}

export interface NodeClassSpec {
  readonly hetzner?: HetznerBlock;
  readonly scaleway?: ScalewayBlock;
  /** Accepted, so that a class written for more clouds applies; this version does not rent from Google Cloud. */
  readonly gcp?: GcpBlock;
  /** Accepted, so that a class written for more clouds applies; this version does not rent from AWS. */
  readonly aws?: AwsBlock;
  /** Accepted and not used by this version. */
  readonly azure?: Readonly<Record<string, unknown>>;
  /** Accepted and not used by this version. */
  readonly digitalocean?: Readonly<Record<string, unknown>>;
  /** Accepted and not used by this version. */
  readonly ovh?: Readonly<Record<string, unknown>>;
  readonly join: JoinSettings;
  /** Without it machines reach the API server over the network as it is. */
  readonly tailscale?: TailscaleSettings;
  readonly bootstrap: BootstrapSettings;
}

export interface JoinFailures {
  readonly count: number;
  readonly lastTime: string;
  readonly lastReason?: string;
  readonly lastOffering?: string;
  /** So that a failure is counted once. */
  readonly lastInstanceID?: string;
  /** Versions of the class and its Secrets; when they change the count begins anew. */
  readonly observed?: string;
}

export interface UnavailableOffering {
  readonly provider: string;
  readonly region?: string;
  readonly instanceType?: string;
  readonly reason: string;
  readonly until: string;
  /** Refusals in a row; the mark doubles with each. */
  readonly times: number;
}

export interface NodeClassStatus {
  readonly conditions?: readonly Condition[];
  /** resourceVersion of each Secret when it was last read, by name. */
  readonly secretVersions?: Readonly<Record<string, string>>;
  /** Machines in a row that did not become nodes, at whatever provider; from the third on launches pause. */
  readonly joinFailures?: JoinFailures;
  /** Offerings that refused, and until when they are left alone; without region and instance type the whole provider is meant. */
  readonly unavailableOfferings?: readonly UnavailableOffering[];
}

/** NodeClass says how each cloud is reached and how a machine joins the cluster. */
export interface NodeClass {
  readonly apiVersion: 'cloudburst.io/v1alpha1';
  readonly kind: 'NodeClass';
  readonly metadata: ObjectMeta;
  readonly spec: NodeClassSpec;
  readonly status?: NodeClassStatus;
}

export interface NodePoolRequirements {
  /** EU rents in regions inside the European Union only; ANY, the default, does not restrict. */
  readonly regionConstraint?: 'ANY' | 'EU';
  /** CPU architectures that may be rented. x86_64 and amd64 mean the same, and so do arm64 and aarch64. Default x86_64. */
  readonly arch?: readonly ('x86_64' | 'amd64' | 'arm64' | 'aarch64')[];
  /** The most one instance may cost, in EUR for one hour, disk and IPv4 included. Without it every price is accepted. */
  readonly maxPriceEurPerHour?: number;
  /** Clouds that may be used. An edit concerns new instances only. This version rents from hetzner and scaleway; the other names are accepted and never chosen. */
  readonly allowedProviders: readonly ('hetzner' | 'scaleway' | 'gcp' | 'aws' | 'azure' | 'digitalocean' | 'ovh')[];
}

export interface NodePoolLimits {
  /** The most claims that may exist at once; lost ones are not counted. */
  readonly maxNodes: number;
  /** Claims that are kept without demand. Default 0. */
  readonly minNodes?: number;
  /** The most CPU over all claims, as a Kubernetes quantity. */
  readonly cpu?: string | number;
  /** The most memory over all claims, as a Kubernetes quantity. */
  readonly memory?: string | number;
  /** The most all claims of this pool may cost together, in EUR for one hour. */
  readonly maxHourlyPriceEur?: number;
}

export interface NodeTemplate {
  /** Labels of the nodes. Keys in the kubernetes.io and k8s.io domains are refused; the provider that was really used wins over cloudburst.io/provider here. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the nodes. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Taints of the nodes; only pods that tolerate them are served by this pool. */
  readonly taints?: readonly Taint[];
  /** Taints that something else, such as a network add-on, removes when the node is usable; the claim is initialized only then. They do not keep pods from being served. */
  readonly startupTaints?: readonly Taint[];
}

export interface NodePoolDisruption {
  /** Seconds that a node may stand empty before it is given back. Without it empty nodes are kept. */
  readonly ttlSecondsAfterEmpty?: number;
  /** Seconds after Ready at which a node is given back whatever runs on it, after a drain. Without it nodes do not expire. */
  readonly ttlSecondsUntilExpired?: number;
  /** Seconds that a node may be NotReady before it counts as lost. Without it NODE_UNREACHABLE_GRACE_PERIOD of the installation, else 120. */
  readonly nodeUnreachableGracePeriodSeconds?: number;
  /** Whether a node whose instance the provider confirms as gone is replaced at once or after the grace period. Without it NODE_INSTANCE_GONE_POLICY of the installation, else Immediate. */
  readonly whenInstanceGone?: 'Immediate' | 'AfterGracePeriod';
  /** Whether the Node of a lost machine is deleted after the grace period or only once the provider confirms that the instance is gone. Default AfterGracePeriod. */
  readonly fencing?: 'AfterGracePeriod' | 'InstanceConfirmedGone';
  /** The most seconds a drain may take. Default 600. */
  readonly terminationGracePeriodSeconds?: number;
}

export interface NodePoolProvisioning {
  /** Seconds for one attempt at one offering. Default 180. */
  readonly launchTimeoutSeconds?: number;
  /** Seconds from the launch until the node must have registered. Default 1200. */
  readonly joinTimeoutSeconds?: number;
  /** Seconds from registration until the node must be Ready. Default 600. */
  readonly initializationTimeoutSeconds?: number;
}

export interface NodePoolSpec {
  /** What an instance must satisfy to be rented for this pool. */
  readonly requirements: NodePoolRequirements;
  /** Bounds over all claims of this pool. */
  readonly limits: NodePoolLimits;
  /** What every node of this pool carries. */
  readonly template?: NodeTemplate;
  /** When and how nodes are given back. */
  readonly disruption?: NodePoolDisruption;
  /** Deadlines of a new node. */
  readonly provisioning?: NodePoolProvisioning;
  /** The NodeClass, in the same namespace. Without it the first one by name that has a block for the provider. */
  readonly nodeClassRef?: LocalReference;
  /** Among pools that can serve a pod the one with the greater weight does, 1 to 100. Default 1. */
  readonly weight?: number;
}

export interface NodePoolStatus {
  /** Claims of this pool that are not lost. */
  readonly nodes?: number;
  /** Claims of this pool whose node is Ready. */
  readonly ready?: number;
  /** Sum of what the launched instances offer. */
  readonly capacity?: Readonly<Record<string, string>>;
  /** Sum of the full prices of the launched instances. */
  readonly hourlyPriceEur?: number;
  /** Raised by one, with a precondition, before claims are created, so that two watchers cannot act on one plan. */
  readonly planGeneration?: number;
  readonly conditions?: readonly Condition[];
}

/** NodePool is the user's policy; it says which machines may be rented for unschedulable pods, and how many. */
export interface NodePool {
  readonly apiVersion: 'cloudburst.io/v1alpha1';
  readonly kind: 'NodePool';
  readonly metadata: ObjectMeta;
  readonly spec: NodePoolSpec;
  readonly status?: NodePoolStatus;
}
