import type { NodeClaim } from '../api/generated.ts';
import { isProviderName } from '../domain/offering.ts';
import type { InstanceEvidence } from '../planning/node-loss.ts';
import { InstanceNotFoundError } from '../providers/errors.ts';
import type { InstanceState } from '../providers/provider.ts';
import { classOfClaim } from './claim-surroundings.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Milliseconds that one question to a provider may take; an answer that is later is none. */
const askMs = 10_000;

/** What the provider says of the claim's machine. Whatever keeps it from answering is `unknown`, which proves nothing. */
export async function instanceEvidence(
  deps: ActivityDependencies,
  claim: NodeClaim,
  signal: AbortSignal,
): Promise<InstanceEvidence> {
  const { provider: name, instanceID } = claim.status ?? {};
  if (name === undefined || !isProviderName(name) || instanceID === undefined) return 'unknown';
  try {
    const found = await classOfClaim(deps.kube, claim, name);
    if (found === undefined) return 'unknown';
    const provider = await deps.catalogue.connect(found, name);
    const instance = await provider.get(instanceID, AbortSignal.any([signal, AbortSignal.timeout(askMs)]));
    return evidenceOf(instance.state);
  } catch (error) {
    if (error instanceof InstanceNotFoundError) return 'gone';
    signal.throwIfAborted();
    return 'unknown';
  }
}

function evidenceOf(state: InstanceState): InstanceEvidence {
  return state === 'stopped' || state === 'deleting' ? 'off' : 'running';
}
