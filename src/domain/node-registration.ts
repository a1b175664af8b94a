import type { NodeClaim, Taint } from '../api/generated.ts';
import { finalizers, labels, unregisteredTaint } from '../api/labels.ts';

/** The part of a Node that registration looks at. */
export interface RegisteringNode {
  readonly metadata: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
  readonly spec?: { readonly providerID?: string; readonly taints?: readonly Taint[] };
}

/** What a Node becomes when it is matched to its claim. */
export interface NodeRegistration {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly finalizers: readonly string[];
  readonly taints: readonly Taint[];
  /** Only when the Node has none: it can be set once. */
  readonly providerID?: string;
}

/**
 * How the Node of a claim must look: the labels that steer workloads are the controller's word, never the kubelet's, and the
 * provider that was really used wins over a template label that says otherwise. The taint that kept pods away goes.
 */
export function registrationOf(claim: NodeClaim, node: RegisteringNode): NodeRegistration {
  const { providerID } = claim.status ?? {};
  const standing = (node.spec?.taints ?? []).filter((taint) => taint.key !== unregisteredTaint.key);
  const missing = (claim.spec.taints ?? []).filter((wanted) => !standing.some((taint) => sameTaint(taint, wanted)));
  return {
    labels: { ...claim.spec.labels, ...labelsOfInstance(claim) },
    annotations: { ...claim.spec.annotations },
    finalizers: [...new Set([...(node.metadata.finalizers ?? []), finalizers.termination])],
    taints: [...standing, ...missing],
    ...(node.spec?.providerID || providerID === undefined ? {} : { providerID }),
  };
}

/** Whether the Node bears another instance's id than the claim's: then it is not the claim's machine. */
export function isForeignNode(claim: NodeClaim, node: RegisteringNode): boolean {
  const theirs = node.spec?.providerID;
  return Boolean(theirs) && claim.status?.providerID !== undefined && theirs !== claim.status.providerID;
}

function labelsOfInstance(claim: NodeClaim): Readonly<Record<string, string>> {
  const { provider, region, zone, instanceType } = claim.status ?? {};
  const known = {
    [labels.nodePool]: claim.spec.nodePoolRef.name,
    [labels.nodeClaim]: claim.metadata.name,
    [labels.provider]: provider,
    [labels.region]: region,
    [labels.topologyRegion]: region,
    [labels.topologyZone]: zone,
    [labels.instanceType]: instanceType,
  };
  return Object.fromEntries(
    Object.entries(known).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

function sameTaint(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect;
}
