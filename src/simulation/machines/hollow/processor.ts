/** Whether a machine's processor does anything. It does until it is frozen. */
export interface Processor {
  /** Stops everything the machine does by itself, its clock excepted. */
  freeze(): void;
  /** Lets everything go on; what fell due meanwhile happens now. */
  thaw(): void;
  /** Resolves at once, or when a frozen machine thaws. */
  awake(): Promise<void>;
}

/** Makes a processor that works. */
export function createProcessor(): Processor {
  let frozen: PromiseWithResolvers<void> | undefined;
  return {
    freeze: () => {
      frozen ??= Promise.withResolvers<void>();
    },
    thaw: () => {
      frozen?.resolve();
      frozen = undefined;
    },
    // It may have been frozen again before whoever waited got its turn.
    awake: async () => {
      while (frozen !== undefined) await frozen.promise;
    },
  };
}
