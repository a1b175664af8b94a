import { OutageError } from '../../../src/providers/errors.ts';
import type { ProviderError } from '../../../src/providers/errors.ts';
import { errorOf } from '../../../src/providers/meaning.ts';
import type { Meaning } from '../../../src/providers/meaning.ts';
import type { Redact } from '../../../src/providers/redaction.ts';
import { NoAnswer, Refusal } from './memory-cloud.ts';
import { vendor } from './vendor.ts';

/** Every code of the cloud. What is not in the table is an outage: it proves nothing (E1). */
const meanings: Readonly<Record<string, Meaning>> = {
  resource_unavailable: 'capacity',
  account_full: 'quota',
  bad_credential: 'credentials',
  too_many_requests: 'throttled',
  locked: 'busy',
  name_taken: 'busy',
  not_found: 'gone',
  invalid_input: 'request',
  unknown_type: 'request',
};

/** What a call that failed was for. */
interface FailedCall {
  /** Whether it was to make a machine: only then "no answer" means "may have happened". */
  readonly creates: boolean;
  readonly redact: Redact;
}

/** The class that says what to do after whatever the cloud threw (R1 to R6), with nothing secret in it (S4, S5). */
export function errorFor(error: unknown, { creates, redact }: FailedCall): unknown {
  if (error instanceof NoAnswer) {
    const message = `The cloud gave no answer: ${error.message}; check the endpoint`;
    return new OutageError(message, { provider: vendor, code: 'network' }, creates && error.sent);
  }
  return error instanceof Refusal ? refusalError(error.code, error.message, { creates, redact }) : error;
}

/** The class of a code. */
export function refusalError(code: string, message: string, { creates, redact }: FailedCall): ProviderError {
  return errorOf({
    meaning: meanings[code] ?? 'outage',
    message: `The cloud refused (${code}): ${redact(message)}`,
    details: { provider: vendor, code },
    retryAfterMs: 1_000,
    creates,
    namesOffering: code === 'unknown_type',
  });
}
