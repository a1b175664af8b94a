import type { Dispatcher } from 'undici';
import type { CloudProvider } from './provider.ts';
import type { ProviderSettings, ProviderSurroundings } from './settings.ts';

/** What all users of one credential share: connections, rate limit, catalogue. */
export interface ProviderAccount<Block> {
  provider(settings: ProviderSettings<Block>): CloudProvider;
}

/** What an account is made of. */
export interface AccountParts extends ProviderSurroundings {
  /** Base address of the API. */
  readonly endpoint: string;
  readonly credential: string;
  readonly dispatcher: Dispatcher;
}
