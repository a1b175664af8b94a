import { withCondition } from '../api/conditions.ts';
import type { NodeClass, NodeClassStatus } from '../api/generated.ts';
import type { OfferingChoice } from '../contract/activities.ts';
import { failureTypes } from '../contract/failure-type.ts';
import type { FailureType } from '../contract/failure-type.ts';
import type { ProviderName } from '../domain/offering.ts';
import { nodeClasses } from '../kube/cloudburst-resources.ts';
import { ConflictError } from '../kube/errors.ts';
import { markUnavailable } from '../planning/unavailable-offerings.ts';
import type { RefusedOffering } from '../planning/unavailable-offerings.ts';
import { timestamp } from './dependencies.ts';
import type { ActivityDependencies } from './dependencies.ts';
import type { Refusal } from './failures.ts';

/** Writes on the class, for every claim and every process to see, that an offering or a whole provider is to be left alone. */
export async function markUnavailableOffering(
  deps: ActivityDependencies,
  nodeClass: NodeClass,
  refused: { readonly offering: OfferingChoice; readonly type: FailureType | 'JoinTimedOut' },
): Promise<void> {
  const mark = markOf(refused.offering, refused.type);
  if (mark === undefined) return;
  await change(deps, nodeClass, (status) => ({
    ...status,
    unavailableOfferings: markUnavailable(status.unavailableOfferings ?? [], mark, deps.now()),
  }));
}

/** Forgets what a create at this offering has disproved. Writes nothing when nothing was marked. */
export async function clearMarks(deps: ActivityDependencies, nodeClass: NodeClass, offering: OfferingChoice): Promise<void> {
  const concerns = (mark: { provider: string; instanceType?: string; region?: string }): boolean =>
    mark.provider === offering.provider &&
    (mark.instanceType ?? offering.instanceType) === offering.instanceType &&
    (mark.region ?? offering.zone) === offering.zone;
  if (!nodeClass.status?.unavailableOfferings?.some(concerns)) return;
  await change(deps, nodeClass, (status) => ({
    ...status,
    unavailableOfferings: status.unavailableOfferings?.filter((mark) => !concerns(mark)) ?? [],
  }));
}

/** Says on the class that a provider cannot be used until the Secret or the class is mended. */
export async function reportClassProblem(
  deps: ActivityDependencies,
  nodeClass: NodeClass,
  problem: { readonly provider: ProviderName; readonly refusal: Refusal },
): Promise<void> {
  const { type: reason, message } = problem.refusal;
  const update = { type: providerCondition(problem.provider), status: 'False', reason, message } as const;
  await change(deps, nodeClass, (status) => ({
    ...status,
    conditions: withCondition(status.conditions, update, timestamp(deps.now)),
  }));
}

/** Condition type of one provider on a class: `HetznerReady`, `ScalewayReady`. */
export function providerCondition(provider: ProviderName): string {
  return `${provider.charAt(0).toUpperCase()}${provider.slice(1)}Ready`;
}

function markOf({ provider, zone, instanceType }: OfferingChoice, type: FailureType | 'JoinTimedOut'): RefusedOffering | undefined {
  switch (type) {
    case failureTypes.insufficientCapacity:
    case failureTypes.offeringRefused:
    case 'JoinTimedOut':
      return { kind: 'capacity', provider, region: zone, instanceType, reason: type };
    case failureTypes.quotaExceeded:
      return { kind: 'quota', provider, reason: type };
    case failureTypes.outage:
      return { kind: 'outage', provider, reason: type };
    default:
      return undefined;
  }
}

const mostConflicts = 10;

async function change(deps: ActivityDependencies, nodeClass: NodeClass, work: (status: NodeClassStatus) => NodeClassStatus): Promise<void> {
  const { namespace, name, uid } = nodeClass.metadata;
  const key = { namespace: namespace ?? 'default', name };
  for (let conflicts = 0; ; conflicts += 1) {
    const current = await deps.kube.find(nodeClasses, key);
    if (current === undefined || current.metadata.uid !== uid) return;
    const patch = { metadata: { resourceVersion: current.metadata.resourceVersion }, status: work(current.status ?? {}) };
    try {
      await deps.kube.patch(nodeClasses, key, patch, { subresource: 'status' });
      return;
    } catch (error) {
      if (!(error instanceof ConflictError) || conflicts >= mostConflicts) throw error;
    }
  }
}
