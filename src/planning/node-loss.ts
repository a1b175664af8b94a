/** What the cluster says of a Node; `sinceMs` is its own transition, so that a restart of ours resets nothing. */
export type NodeEvidence =
  | { readonly kind: 'ready' }
  | { readonly kind: 'not-ready' | 'missing'; readonly sinceMs: number; readonly message: string };

/** What the provider says of the machine: `unknown` when it cannot be asked. */
export type InstanceEvidence = 'running' | 'off' | 'gone' | 'unknown';

/** Why a node counts as lost. */
export type LossReason = 'InstanceGone' | 'InstanceOff' | 'NodeUnreachable' | 'NodeMissing' | 'ProviderUnreachable';

/** How long a silent node is waited for, from the pool or the installation. */
export interface LossPolicy {
  readonly graceMs: number;
  /** Whether a machine that the provider no longer has is waited for as well. */
  readonly whenInstanceGone: 'Immediate' | 'AfterGracePeriod';
}

/** Everything that the decision rests on. */
export interface LossPicture {
  readonly node: NodeEvidence;
  readonly instance: InstanceEvidence;
  /** Whether the provider has said `gone` before, at least {@link confirmationMs} ago. */
  readonly goneBefore: boolean;
  readonly policy: LossPolicy;
}

/** What is to be done about a node that is not Ready. */
export type LossVerdict =
  | { readonly kind: 'healthy' }
  /** Not lost yet; the grace period ends in so many milliseconds. */
  | { readonly kind: 'wait'; readonly graceLeftMs: number; readonly message: string }
  | { readonly kind: 'lost'; readonly reason: LossReason; readonly message: string };

/** Milliseconds between the two answers of a provider that together prove that a machine is gone: one may come from a list that lags. */
export const confirmationMs = 10_000;

/**
 * Whether a node is lost. A Ready node never is, whatever the provider says: its answer may lag, or be about another project. A
 * machine that is gone for sure needs no grace period, unless the policy says otherwise; every other one has it.
 */
export function decideLoss(picture: LossPicture, nowMs: number): LossVerdict {
  const { node, instance, goneBefore, policy } = picture;
  if (node.kind === 'ready') return { kind: 'healthy' };
  const silentMs = Math.max(0, nowMs - node.sinceMs);
  const isProven = instance === 'gone' && goneBefore;
  if (isProven && policy.whenInstanceGone === 'Immediate') return lost('InstanceGone', node.message);
  if (silentMs < policy.graceMs) return { kind: 'wait', graceLeftMs: policy.graceMs - silentMs, message: node.message };
  return lost(reasonOf(node, instance), node.message);
}

function reasonOf(node: NodeEvidence, instance: InstanceEvidence): LossReason {
  switch (instance) {
    case 'gone':
      return 'InstanceGone';
    case 'off':
      return 'InstanceOff';
    case 'unknown':
      return 'ProviderUnreachable';
    case 'running':
      return node.kind === 'missing' ? 'NodeMissing' : 'NodeUnreachable';
    default:
      return instance satisfies never;
  }
}

const causes: Readonly<Record<LossReason, string>> = {
  InstanceGone: 'the provider no longer has the machine',
  InstanceOff: 'the machine is switched off',
  NodeUnreachable: 'the machine runs, but its kubelet was silent for the whole grace period',
  NodeMissing: 'the machine runs, but its Node was missing for the whole grace period',
  ProviderUnreachable: 'the kubelet was silent for the whole grace period and the provider could not be asked',
};

function lost(reason: LossReason, observed: string): LossVerdict {
  return { kind: 'lost', reason, message: `${causes[reason]} (${observed})` };
}
