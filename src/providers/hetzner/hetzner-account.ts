import type { HetznerBlock } from '../../api/generated.ts';
import type { AccountParts, ProviderAccount } from '../account.ts';
import { createCatalogueCache } from '../catalogue-cache.ts';
import { redaction } from '../redaction.ts';
import { createRequestBudget } from '../request-budget.ts';
import { createSharedLists, withSweep } from '../shared-lists.ts';
import { fullBucket } from '../token-bucket.ts';
import { offeringsOf, readCatalogue } from './catalogue.ts';
import { createHetznerClient } from './client.ts';
import { createHetznerProvider } from './hetzner-provider.ts';

/** 3,600 requests an hour, one more each second, until the headers say otherwise: https://docs.hetzner.cloud/reference/cloud#rate-limiting */
const hourlyRequests = 3_600;

/** Everything that uses one token of a Hetzner project. */
export function createHetznerAccount(parts: AccountParts): ProviderAccount<HetznerBlock> {
  const { now, random, deadlines, endpoint, credential: token, dispatcher } = parts;
  const bucket = fullBucket(hourlyRequests, hourlyRequests / 3_600_000, now());
  const budget = createRequestBudget(bucket, now, deadlines.budgetWaitMs);
  const redact = redaction(token);
  const client = createHetznerClient({ endpoint, token, dispatcher, budget, redact, now, random, deadlines });
  const load = async (signal: AbortSignal) =>
    offeringsOf(await readCatalogue(client, { signal, urgency: 'routine' }), now());
  const catalogue = createCatalogueCache(load, { now, maxAgeMs: deadlines.catalogueMs });
  const lists = createSharedLists(now, deadlines.sweepMs);
  return {
    provider: (settings) =>
      withSweep(
        createHetznerProvider({ settings, client, catalogue, now, random, deadlines }),
        lists,
        settings.clusterId,
      ),
  };
}
