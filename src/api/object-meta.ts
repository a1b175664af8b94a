/** Metadata of a Kubernetes object, as far as this program reads it. Times are RFC 3339 strings, as the API server sends them. */
export interface ObjectMeta {
  readonly name: string;
  /** Absent on cluster-scoped objects. */
  readonly namespace?: string;
  readonly uid: string;
  /** Opaque version; equal means unchanged. In a patch it is a precondition. */
  readonly resourceVersion: string;
  /** Raised by the API server when `spec` changes. */
  readonly generation?: number;
  readonly creationTimestamp: string;
  /** Set once deletion was asked for; the object stays until its finalizers are gone. */
  readonly deletionTimestamp?: string;
  /** Seconds the object was given to go; set along with deletionTimestamp, shortened by later deletions. */
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
}

/** Says which object (same namespace or cluster-scoped) owns this one. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  /** True on the one owner that manages the object. */
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}
