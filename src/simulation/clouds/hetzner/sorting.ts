import type { HetznerAction } from './state.ts';

type Comparison<Entry> = (one: Entry, other: Entry) => number;
type Fields<Entry> = Readonly<Record<string, Comparison<Entry>>>;

interface Sortable {
  readonly id: number;
  readonly name: string;
  readonly createdAtMs: number;
}

const resourceFields: Fields<Sortable> = {
  id: (one, other) => one.id - other.id,
  name: (one, other) => compareTexts(one.name, other.name),
  // Ids grow with time, which tells those of one millisecond apart.
  created: (one, other) => one.createdAtMs - other.createdAtMs || one.id - other.id,
};

const actionFields: Fields<HetznerAction> = {
  id: (one, other) => one.id - other.id,
  command: (one, other) => compareTexts(one.command, other.command),
  status: (one, other) => compareTexts(one.status, other.status),
  started: (one, other) => one.startedAtMs - other.startedAtMs || one.id - other.id,
  finished: (one, other) => (one.finishedAtMs ?? Infinity) - (other.finishedAtMs ?? Infinity) || one.id - other.id,
};

/** Resources by `sort` parameters such as `name` or `created:desc`, the first first; undefined for an unknown one. */
export function sortResources<Entry extends Sortable>(
  entries: readonly Entry[],
  sorts: readonly string[],
): readonly Entry[] | undefined {
  return sortBy(entries, sorts, resourceFields);
}

/** The same for actions, which have other fields to sort by. */
export function sortActions(
  actions: readonly HetznerAction[],
  sorts: readonly string[],
): readonly HetznerAction[] | undefined {
  return sortBy(actions, sorts, actionFields);
}

function sortBy<Fielded, Entry extends Fielded>(
  entries: readonly Entry[],
  sorts: readonly string[],
  fields: Fields<Fielded>,
): readonly Entry[] | undefined {
  if (sorts.length === 0) return entries;
  const comparisons = sorts.map((sort) => comparisonOf(sort, fields));
  if (!comparisons.every((comparison) => comparison !== undefined)) return undefined;
  return entries.toSorted((one, other) => {
    for (const compare of comparisons) {
      const order = compare(one, other);
      if (order !== 0 && !Number.isNaN(order)) return order;
    }
    return 0;
  });
}

function comparisonOf<Entry>(sort: string, fields: Fields<Entry>): Comparison<Entry> | undefined {
  const [, field = '', direction] = /^([a-z]+)(?::(asc|desc))?$/.exec(sort) ?? [];
  const compare = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (compare === undefined || direction !== 'desc') return compare;
  return (one, other) => compare(other, one);
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
