import type { UnavailableOffering } from '../api/generated.ts';
import type { Offering } from '../domain/offering.ts';
import { timestampOf } from '../domain/timestamp.ts';

/** What a refusal says about the near future. */
export type RefusalKind = 'capacity' | 'quota' | 'outage';

/** Something that a cloud refused. A region may be a zone; without region and instance type the whole provider is meant. */
export interface RefusedOffering {
  readonly kind: RefusalKind;
  readonly provider: string;
  readonly region?: string;
  readonly instanceType?: string;
  /** Short word for people, for example InsufficientCapacity. */
  readonly reason: string;
}

const minute = 60_000;

/** For how long something is left alone after the first, second, ... refusal in a row; the last figure stays. */
const pauses: Readonly<Record<RefusalKind, readonly number[]>> = {
  capacity: [3 * minute, 6 * minute, 12 * minute, 30 * minute],
  quota: [15 * minute],
  outage: [5 * minute],
};

// A mark that ran out is kept for a while, or a type that is sold out all day would never count its refusals.
const memoryMs = 60 * minute;

const mostMarks = 500;

/** The marks with one more refusal: until when it holds follows from its kind and the refusals before it. Old marks are pruned. */
export function markUnavailable(
  marks: readonly UnavailableOffering[],
  refused: RefusedOffering,
  nowMs: number,
): readonly UnavailableOffering[] {
  const remembered = marks.filter((mark) => Date.parse(mark.until) + memoryMs > nowMs);
  const before = remembered.find((mark) => isSame(mark, refused));
  const times = (before?.times ?? 0) + 1;
  const { kind, ...named } = refused;
  const pauseMs = pauses[kind][times - 1] ?? pauses[kind].at(-1) ?? 0;
  // A shorter pause must not cut short one that is running, for example an outage during a quota pause.
  const untilMs = Math.max(nowMs + pauseMs, before === undefined ? 0 : Date.parse(before.until));
  const others = remembered.filter((mark) => mark !== before);
  return [...others, { ...named, until: timestampOf(untilMs), times }].toSorted(byEnd).slice(-mostMarks);
}

/** Whether the offering, its region or its provider is to be left alone for now. */
export function isUnavailable(marks: readonly UnavailableOffering[], offering: Offering, nowMs: number): boolean {
  return marks.some((mark) => Date.parse(mark.until) > nowMs && concerns(mark, offering));
}

/** The marks without those that a create at this offering has disproved. */
export function clearUnavailable(
  marks: readonly UnavailableOffering[],
  offering: Offering,
): readonly UnavailableOffering[] {
  return marks.filter((mark) => !concerns(mark, offering));
}

function concerns(mark: UnavailableOffering, offering: Offering): boolean {
  if (mark.provider !== offering.provider) return false;
  const isThere = mark.region === undefined || mark.region === offering.region || mark.region === offering.zone;
  return isThere && (mark.instanceType === undefined || mark.instanceType === offering.instanceType);
}

function isSame(mark: UnavailableOffering, refused: RefusedOffering): boolean {
  return (
    mark.provider === refused.provider && mark.region === refused.region && mark.instanceType === refused.instanceType
  );
}

function byEnd(a: UnavailableOffering, b: UnavailableOffering): number {
  return Date.parse(a.until) - Date.parse(b.until);
}
