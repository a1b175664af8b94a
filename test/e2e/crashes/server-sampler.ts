import type { Clouds } from '../world/clouds.ts';

/** The most servers of one claim that were ever seen at once; a claim's servers bear its name. */
export interface MostSeen {
  readonly servers: number;
  readonly poweredOn: number;
}

/** Looks at the clouds all the time. */
export interface ServerSampler extends AsyncDisposable {
  /** What was seen at a provider so far, over all claims. */
  most(provider: 'hetzner' | 'scaleway'): MostSeen;
}

/** Milliseconds between two looks. */
const intervalMs = 25;

/** Samples the clouds' contents until it is disposed of. */
export function sampleServers(clouds: Clouds): ServerSampler {
  const most = { hetzner: { servers: 0, poweredOn: 0 }, scaleway: { servers: 0, poweredOn: 0 } };
  const stopping = new AbortController();
  const look = async (): Promise<void> => {
    const contents = await clouds.contents();
    for (const provider of ['hetzner', 'scaleway'] as const) {
      for (const ofClaim of Map.groupBy(contents[provider].servers, ({ name }) => name).values()) {
        const on = ofClaim.filter(
          ({ state }) => state === 'running' || state === 'starting' || state === 'initializing',
        ).length;
        most[provider] = {
          servers: Math.max(most[provider].servers, ofClaim.length),
          poweredOn: Math.max(most[provider].poweredOn, on),
        };
      }
    }
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await look();
      await new Promise((resolve) => setTimeout(resolve, intervalMs));
    }
  };
  const running = run();
  return {
    most: (provider) => most[provider],
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}
