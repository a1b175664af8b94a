import type { ProviderBlock } from '../../domain/class-block.ts';
import type { AccountParts, ProviderAccount } from '../account.ts';
import { createCatalogueCache } from '../catalogue-cache.ts';
import { createSharedLists, withSweep } from '../shared-lists.ts';
import { createVendorCalls } from './calls.ts';
import { createTemplateProvider } from './template-provider.ts';

/** Everything that uses one credential: calls with their token bucket, the catalogue, the lists of sweeps. */
export function createTemplateAccount({ now, deadlines }: AccountParts): ProviderAccount<ProviderBlock> {
  const calls = createVendorCalls();
  const load = (signal: AbortSignal) => calls.readOfferings({ signal, urgency: 'routine' });
  const catalogue = createCatalogueCache(load, { now, maxAgeMs: deadlines.catalogueMs });
  const lists = createSharedLists(now, deadlines.sweepMs);
  return {
    provider: ({ clusterId }) => withSweep(createTemplateProvider({ calls, catalogue, deadlines }), lists, clusterId),
  };
}
