import { findCondition, withCondition } from '../api/conditions.ts';
import type { NodeClass, NodeClassStatus } from '../api/generated.ts';
import { failureTypes } from '../contract/failure-type.ts';
import type { ProviderName } from '../domain/offering.ts';
import type { KubeClient } from '../kube/client-api.ts';
import { changeClassStatus } from './class-status.ts';
import { timestamp } from './dependencies.ts';

/** What the writing of a class's conditions needs. */
export interface ClassConditionDependencies {
  readonly kube: KubeClient;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Why a provider cannot be used until the Secret or the class is mended. */
export interface ClassProblem {
  readonly provider: ProviderName;
  readonly reason: typeof failureTypes.credentials | typeof failureTypes.requestRefused;
  /** One sentence with the mend, without secrets. */
  readonly message: string;
}

/** Condition type of one provider on a class: `HetznerReady`, `ScalewayReady`. */
export function providerCondition(provider: ProviderName): string {
  return `${provider.charAt(0).toUpperCase()}${provider.slice(1)}Ready`;
}

/** Reason of a provider's condition after a create has disproved an earlier refusal. */
export const createAccepted = 'CreateAccepted';

/** Whether a condition of a provider says what only the provider itself could tell. */
export function isToldByProvider(reason: string | undefined): boolean {
  return reason === failureTypes.credentials || reason === failureTypes.requestRefused;
}

/** Says on the class that a provider cannot be used. False when the class said so already. */
export async function reportClassProblem(
  deps: ClassConditionDependencies,
  nodeClass: NodeClass,
  problem: ClassProblem,
): Promise<boolean> {
  return changeClassStatus(deps.kube, nodeClass, (status) =>
    withProblem(status, nodeClass, { ...problem, now: timestamp(deps.now) }),
  );
}

/** Whether the class, as it was read, says that its provider refuses it. */
export function hasProblem(nodeClass: NodeClass, provider: ProviderName): boolean {
  const standing = findCondition(nodeClass.status?.conditions, providerCondition(provider));
  return standing?.status === 'False' && isToldByProvider(standing.reason);
}

/** Takes back what a create at the provider has disproved. */
export async function clearClassProblem(
  deps: ClassConditionDependencies,
  nodeClass: NodeClass,
  provider: ProviderName,
): Promise<void> {
  const type = providerCondition(provider);
  const message = `${provider} accepted a create with these credentials`;
  await changeClassStatus(deps.kube, nodeClass, (status) => {
    if (!hasProblem({ ...nodeClass, status }, provider)) return undefined;
    const update = { type, status: 'True', reason: createAccepted, message } as const;
    return { ...status, conditions: withCondition(status.conditions, update, timestamp(deps.now)) };
  });
}

/** The status with the problem; undefined when it says the same already. Vendors put ids into their sentences, so only the reason counts. */
export function withProblem(
  status: NodeClassStatus,
  nodeClass: NodeClass,
  problem: ClassProblem & { readonly now: string },
): NodeClassStatus | undefined {
  const type = providerCondition(problem.provider);
  const { reason, message, now } = problem;
  const { generation } = nodeClass.metadata;
  const standing = findCondition(status.conditions, type);
  if (standing?.status === 'False' && standing.reason === reason && standing.observedGeneration === generation)
    return undefined;
  const update = {
    type,
    status: 'False',
    reason,
    message,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
  } as const;
  return { ...status, conditions: withCondition(status.conditions, update, now) };
}
