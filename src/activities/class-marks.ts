import type { NodeClass } from '../api/generated.ts';
import type { OfferingChoice } from '../contract/activities.ts';
import { failureTypes } from '../contract/failure-type.ts';
import type { FailureType } from '../contract/failure-type.ts';
import type { ProviderName } from '../domain/offering.ts';
import { markUnavailable } from '../planning/unavailable-offerings.ts';
import type { RefusedOffering } from '../planning/unavailable-offerings.ts';
import { changeClassStatus } from './class-status.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Writes on the class, for every claim and every process to see, that an offering or a whole provider is to be left alone. */
export async function markUnavailableOffering(
  deps: ActivityDependencies,
  nodeClass: NodeClass,
  refused: { readonly offering: OfferingChoice; readonly type: FailureType | 'JoinTimedOut' },
): Promise<void> {
  const mark = markOf(refused.offering, refused.type);
  if (mark === undefined) return;
  await changeClassStatus(deps.kube, nodeClass, (status) => ({
    ...status,
    unavailableOfferings: markUnavailable(status.unavailableOfferings ?? [], mark, deps.now()),
  }));
}

/** Writes on the class that a whole provider is to be left alone for a while. */
export async function markUnavailableProvider(
  deps: ActivityDependencies,
  nodeClass: NodeClass,
  { provider, reason }: { readonly provider: ProviderName; readonly reason: string },
): Promise<void> {
  await changeClassStatus(deps.kube, nodeClass, (status) => ({
    ...status,
    unavailableOfferings: markUnavailable(
      status.unavailableOfferings ?? [],
      { kind: 'outage', provider, reason },
      deps.now(),
    ),
  }));
}

/** Forgets what a create at this offering has disproved. Writes nothing when nothing was marked. */
export async function clearMarks(
  deps: ActivityDependencies,
  nodeClass: NodeClass,
  offering: OfferingChoice,
): Promise<void> {
  const concerns = (mark: { provider: string; instanceType?: string; region?: string }): boolean =>
    mark.provider === offering.provider &&
    (mark.instanceType ?? offering.instanceType) === offering.instanceType &&
    (mark.region ?? offering.zone) === offering.zone;
  if (!nodeClass.status?.unavailableOfferings?.some(concerns)) return;
  await changeClassStatus(deps.kube, nodeClass, (status) => ({
    ...status,
    unavailableOfferings: status.unavailableOfferings?.filter((mark) => !concerns(mark)) ?? [],
  }));
}

function markOf(
  { provider, zone, instanceType }: OfferingChoice,
  type: FailureType | 'JoinTimedOut',
): RefusedOffering | undefined {
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
