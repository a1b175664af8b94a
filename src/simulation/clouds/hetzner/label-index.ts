import type { LabelTerm } from './labels.ts';

/** Finds servers by a label's value without looking at all of them. */
export interface LabelIndex {
  add(id: number, labels: Readonly<Record<string, string>>): void;
  remove(id: number, labels: Readonly<Record<string, string>>): void;
  /** Ids, ascending, among which all are that fulfil the terms; undefined when the index cannot narrow the search. */
  candidates(terms: readonly LabelTerm[]): readonly number[] | undefined;
  clear(): void;
}

/** An empty index. */
export function createLabelIndex(): LabelIndex {
  const idsByLabel = new Map<string, Set<number>>();
  return {
    add(id, labels) {
      for (const label of labelsOf(labels)) {
        const ids = idsByLabel.get(label);
        if (ids === undefined) idsByLabel.set(label, new Set([id]));
        else ids.add(id);
      }
    },
    remove(id, labels) {
      for (const label of labelsOf(labels)) {
        const ids = idsByLabel.get(label);
        ids?.delete(id);
        if (ids?.size === 0) idsByLabel.delete(label);
      }
    },
    candidates(terms) {
      const found = terms.flatMap((term) =>
        term.kind === 'in' ? [term.values.flatMap((value) => [...(idsByLabel.get(`${term.key}=${value}`) ?? [])])] : [],
      );
      if (found.length === 0) return undefined;
      const smallest = found.reduce((least, ids) => (ids.length < least.length ? ids : least));
      return [...new Set(smallest)].toSorted((one, other) => one - other);
    },
    clear: () => idsByLabel.clear(),
  };
}

function labelsOf(labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}
