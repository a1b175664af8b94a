/** What connects a machine with the world. It does until it is cut. */
export interface NetworkLink {
  /** Ends what is on its way and lets nothing through. */
  cut(): void;
  restore(): void;
  /** Aborted when the link is cut, and from the start while it is. Ask anew for each request. */
  signal(): AbortSignal;
}

/** Makes a link that works. */
export function createNetworkLink(): NetworkLink {
  let current = new AbortController();
  return {
    cut: () => current.abort(new Error('The network is cut')),
    restore: () => {
      if (current.signal.aborted) current = new AbortController();
    },
    signal: () => current.signal,
  };
}
