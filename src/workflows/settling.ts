import type { ClaimRef } from '../contract/claim-ref.ts';
import type { ProviderName } from '../domain/offering.ts';
import { givingBack } from './proxies.ts';

/** The looks for instances that an open attempt may have left behind; they go on beside everything else. */
export interface Settling {
  /** Begins to look at these providers, but where a look is going on already. */
  begin(providers: readonly ProviderName[]): void;
  /** Waits until every look has come to its end, however long a provider is away. */
  finish(): Promise<void>;
}

export function createSettling(claim: ClaimRef): Settling {
  const running = new Map<ProviderName, Promise<void>>();
  const look = async (provider: ProviderName): Promise<void> => {
    await givingBack(provider, `Settle open attempts at ${provider}`).settleAttempts({ claim, provider });
    running.delete(provider);
  };
  return {
    begin(providers) {
      for (const provider of providers) {
        if (running.has(provider)) continue;
        const looking = look(provider);
        // Where it fails (by a cancellation only) whoever waits for it hears of it.
        looking.catch(() => undefined);
        running.set(provider, looking);
      }
    },
    finish: async () => void (await Promise.all(running.values())),
  };
}
