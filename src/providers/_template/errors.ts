import type { ProviderError } from '../errors.ts';
import { errorOf, meaningsOfStatus } from '../meaning.ts';
import type { Meaning } from '../meaning.ts';
import { vendor } from './vendor.ts';

/** A refusal of the cloud, already free of secrets. */
export interface VendorFailure {
  /** The vendor's code; `unreadable` for an answer that is not its API's. */
  readonly code: string;
  readonly message: string;
  readonly httpStatus: number;
  /** Whether the request was to make an instance. */
  readonly creates: boolean;
}

/** Every code of the vendor's reference, with its address here as the source. What is not in the table is an outage. */
const meanings: Readonly<Record<string, Meaning>> = {
  sold_out: 'capacity',
  account_full: 'quota',
};

/** The class that says what to do after a failure. */
export function vendorError(failure: VendorFailure): ProviderError {
  const { code, httpStatus, creates } = failure;
  return errorOf({
    meaning: meanings[code] ?? meaningsOfStatus[httpStatus] ?? 'outage',
    message: `The cloud refused (HTTP ${httpStatus} ${code}): ${failure.message}`,
    details: { provider: vendor, code, httpStatus },
    retryAfterMs: 5_000,
    creates,
    namesOffering: code === 'unknown_type',
  });
}
