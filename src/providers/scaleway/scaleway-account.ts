import type { ScalewayBlock } from '../../api/generated.ts';
import type { Offering } from '../../domain/offering.ts';
import type { AccountParts, ProviderAccount } from '../account.ts';
import { createCatalogueCache } from '../catalogue-cache.ts';
import type { CatalogueCache } from '../catalogue-cache.ts';
import { redaction } from '../redaction.ts';
import { createRequestBudget } from '../request-budget.ts';
import { createSharedLists, withSweep } from '../shared-lists.ts';
import { unknownBucket } from '../token-bucket.ts';
import { offeringsOf, readZone } from './catalogue.ts';
import { createScalewayClient } from './client.ts';
import { createImageFinder } from './images.ts';
import { createScalewayProvider } from './scaleway-provider.ts';

/** Everything that uses one secret key of Scaleway. */
export function createScalewayAccount(parts: AccountParts): ProviderAccount<ScalewayBlock> {
  const { now, random, deadlines } = parts;
  const budget = createRequestBudget(unknownBucket(now()), now, deadlines.budgetWaitMs);
  const redact = redaction(parts.credential);
  const client = createScalewayClient({ ...parts, budget });
  const images = createImageFinder(client, now, deadlines.catalogueMs);
  const zones = new Map<string, CatalogueCache<readonly Offering[]>>();
  const catalogue = (zone: string): CatalogueCache<readonly Offering[]> => {
    const known = zones.get(zone);
    if (known !== undefined) return known;
    const load = async (signal: AbortSignal) =>
      offeringsOf(await readZone(client, zone, { signal, urgency: 'routine', redact }));
    const made = createCatalogueCache(load, { now, maxAgeMs: deadlines.catalogueMs });
    zones.set(zone, made);
    return made;
  };
  const lists = createSharedLists(now, deadlines.sweepMs);
  return {
    provider(settings) {
      const live = createScalewayProvider({ settings, client, redact, images, catalogue, now, random, deadlines });
      return withSweep(live, lists, `${settings.clusterId} ${settings.block.zone ?? ''}`);
    },
  };
}
