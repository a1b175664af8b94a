/** How many servers of a type a location can still sell. */
export interface Stock {
  /** Servers left; undefined means without end. */
  left(type: string, location: string): number | undefined;
  /** Sets what is left; null takes the limit away. `*` as type or location stands for all. */
  set(entry: StockEntry): void;
  /** One sold (-1) or given back (+1). */
  move(type: string, location: string, by: 1 | -1): void;
  list(): readonly StockEntry[];
  clear(): void;
}

/** What is left of a type at a location; null for no limit. */
export interface StockEntry {
  readonly type: string;
  readonly location: string;
  readonly left: number | null;
}

/** A stock without limits. */
export function createStock(): Stock {
  const limits = new Map<string, StockEntry & { left: number }>();
  const keysOf = (type: string, location: string): string[] => [
    `${type}/${location}`,
    `${type}/*`,
    `*/${location}`,
    '*/*',
  ];
  const find = (type: string, location: string): (StockEntry & { left: number }) | undefined =>
    (limits.size === 0 ? [] : keysOf(type, location))
      .map((key) => limits.get(key))
      .find((entry) => entry !== undefined);
  return {
    left: (type, location) => find(type, location)?.left,
    set({ type, location, left }) {
      const key = `${type}/${location}`;
      if (left === null) limits.delete(key);
      else limits.set(key, { type, location, left });
    },
    move(type, location, by) {
      const entry = find(type, location);
      if (entry !== undefined) entry.left += by;
    },
    list: () => [...limits.values()].map((entry) => ({ ...entry })),
    clear: () => limits.clear(),
  };
}
