import type { NodeClaim } from '../api/generated.ts';
import { providersWithOpenAttempts } from '../domain/attempts.ts';
import { isProviderName } from '../domain/offering.ts';
import type { ProviderName } from '../domain/offering.ts';

/** Providers that Cloudburst knows at which an instance of the claim may exist without anybody knowing. */
export function openAttemptsOf(claim: NodeClaim): readonly ProviderName[] {
  return providersWithOpenAttempts(claim.status?.attempts ?? []).filter(isProviderName);
}
