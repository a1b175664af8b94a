import type { Offering } from '../../domain/offering.ts';
import type { CatalogueCache } from '../catalogue-cache.ts';
import type { ProviderDeadlines } from '../deadlines.ts';
import { checkInstanceName, parseInstanceId } from '../instance-id.ts';
import { createWithOneRetry } from '../outage-retry.ts';
import type { CloudProvider } from '../provider.ts';
import type { Call, VendorCalls } from './calls.ts';
import { idShape, vendor } from './vendor.ts';

/** What a provider is made of. */
export interface TemplateParts {
  readonly calls: VendorCalls;
  readonly catalogue: CatalogueCache<readonly Offering[]>;
  readonly deadlines: ProviderDeadlines;
}

/** The order of steps that every cloud needs; rules of docs/provider-contract.md in brackets. */
export function createTemplateProvider({ calls, catalogue, deadlines }: TemplateParts): Omit<CloudProvider, 'sweep'> {
  const urgent = (signal: AbortSignal): Call => ({ signal, urgency: 'urgent' });
  return {
    name: vendor,
    async create(request, signal) {
      checkInstanceName(vendor, request.claimName); // C6
      const call = urgent(signal);
      const lookUp = async () => (await calls.listInstances(request.claimUid, call)).at(0);
      const found = await lookUp(); // C2, C4, R8
      if (found !== undefined) return found;
      const create = { send: () => calls.createInstance(request, call), lookUp };
      return await createWithOneRetry(create, deadlines.lookUpPauseMs, signal); // L1 to L6
    },
    get: async (id, signal) => await calls.getInstance(parseInstanceId(vendor, idShape, id), urgent(signal)), // S3
    delete: async (id, signal) => await calls.deleteInstance(parseInstanceId(vendor, idShape, id), urgent(signal)),
    list: (signal, claimUid) =>
      calls.listInstances(claimUid, { signal, urgency: claimUid === undefined ? 'routine' : 'urgent' }), // S7
    offerings: (signal) => catalogue.read(signal), // O3, O4
    async forgetUserData() {
      // D6: remove the user data here, where the cloud can.
    },
  };
}
