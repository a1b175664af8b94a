import { ForeignInstanceError, OutageError, ProviderError } from './errors.ts';
import { pause } from './pause.ts';

/** The two requests of a create whose answer may be lost. */
export interface UncertainCreate<Made> {
  /** Sends the create, once. */
  send(): Promise<Made>;
  /** Looks for what an unanswered create may have made. */
  lookUp(): Promise<Made | undefined>;
}

/**
 * The only place where a create is sent a second time, and at most once: after an outage that may have had its effect, a look
 * that succeeded and found nothing. The name is the same, so Hetzner can hold one server at most; on Scaleway a late first one is
 * found as a duplicate by its tag. Whatever ends the second try, the first stays uncertain, so a refusal becomes an OutageError too.
 */
export async function createWithOneRetry<Made>(
  create: UncertainCreate<Made>,
  lookUpPauseMs: number,
  signal: AbortSignal,
): Promise<Made> {
  try {
    return await create.send();
  } catch (error) {
    if (!(error instanceof OutageError) || !error.mayHaveHappened) throw error;
    return await settle(create, error, () => pause(lookUpPauseMs, signal));
  }
}

async function settle<Made>(
  create: UncertainCreate<Made>,
  first: OutageError,
  wait: () => Promise<void>,
): Promise<Made> {
  await wait();
  try {
    return (await create.lookUp()) ?? (await create.send());
  } catch (error) {
    if (!(error instanceof ProviderError) || error instanceof ForeignInstanceError) throw error;
    throw stillUncertain(first, error);
  }
}

function stillUncertain(first: OutageError, then: ProviderError): OutageError {
  const message = then.details.code === first.details.code ? first.message : `${first.message}; then ${then.message}`;
  return new OutageError(message, first.details, true);
}
