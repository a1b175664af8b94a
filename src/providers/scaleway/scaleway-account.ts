import type { ScalewayBlock } from '../../api/generated.ts';
import type { AccountParts, ProviderAccount } from '../account.ts';

/** Everything that uses one secret key of Scaleway. */
export function createScalewayAccount(_parts: AccountParts): ProviderAccount<ScalewayBlock> {
  return {
    provider() {
      throw new Error('Scaleway is not built yet');
    },
  };
}
