import { errorOf, meaningsOfStatus } from '../meaning.ts';
import type { Meaning } from '../meaning.ts';
import type { ProviderError, ProviderErrorDetails } from '../errors.ts';

/** A refusal of the Hetzner Cloud API, or a failed action, already free of secrets. */
export interface HetznerFailure {
  /** `error.code` of the envelope; `unreadable` for an answer without one. */
  readonly code: string;
  readonly message: string;
  /** `error.details.fields[].name`. */
  readonly fields: readonly string[];
  /** Undefined for a failed action. */
  readonly httpStatus?: number;
  readonly correlationId?: string;
  /** Milliseconds to wait after a 429. */
  readonly retryAfterMs: number;
  /** Whether the request makes something that costs money: then silence and confusion count as "may have happened". */
  readonly creates: boolean;
}

/** Codes of https://docs.hetzner.cloud/reference/cloud#errors and what they cause. */
const meanings: Readonly<Record<string, Meaning>> = {
  json_error: 'request',
  unauthorized: 'credentials',
  token_readonly: 'credentials',
  forbidden: 'credentials',
  resource_limit_exceeded: 'quota',
  maintenance: 'capacity',
  not_found: 'gone',
  uniqueness_error: 'request',
  conflict: 'outage',
  deprecated_api_endpoint: 'request',
  resource_unavailable: 'capacity',
  primary_ip_version_mismatch: 'request',
  invalid_input: 'request',
  unsupported_error: 'request',
  service_error: 'outage',
  placement_error: 'capacity',
  must_be_unassigned: 'busy',
  primary_ip_assigned: 'busy',
  locked: 'busy',
  protected: 'request',
  rate_limit_exceeded: 'throttled',
  limit_reached: 'throttled',
  server_error: 'outage',
  bad_gateway: 'outage',
  unavailable: 'outage',
  timeout: 'outage',
};

/** The class that says what to do after a failure; unknown codes are outages that may have had their effect. */
export function hetznerError(failure: HetznerFailure): ProviderError {
  const meaning = meaningOf(failure);
  return errorOf({
    meaning,
    message: sentence(failure, meaning),
    details: detailsOf(failure),
    retryAfterMs: failure.retryAfterMs,
    creates: failure.creates,
    namesOffering: namesOffering(failure),
  });
}

function meaningOf(failure: HetznerFailure): Meaning {
  const byCode = meanings[failure.code];
  if (byCode === 'request' && isWrongPlace(failure)) return 'capacity';
  return byCode ?? meaningsOfStatus[failure.httpStatus ?? 0] ?? 'outage';
}

/** "unsupported location for server type" and "server location disabled" say that this type is not to be had there. */
function isWrongPlace({ message }: HetznerFailure): boolean {
  return /unsupported location|location (?:is )?disabled/iu.test(message);
}

function namesOffering({ code, fields, message }: HetznerFailure): boolean {
  if (code === 'unsupported_error') return true;
  return [...fields, message].some((text) => /server[ _]type|location|datacenter/iu.test(text));
}

function detailsOf({ code, httpStatus, correlationId }: HetznerFailure): ProviderErrorDetails {
  return {
    provider: 'hetzner',
    code,
    ...(httpStatus === undefined ? {} : { httpStatus }),
    ...(correlationId === undefined ? {} : { correlationId }),
  };
}

function sentence(failure: HetznerFailure, meaning: Meaning): string {
  const where = failure.httpStatus === undefined ? 'action failed' : `HTTP ${failure.httpStatus}`;
  // The vendor's sentence quotes half of the token here, so none of it is kept.
  if (meaning === 'throttled')
    return `Hetzner refused for now (${where} ${failure.code}): too many requests in this project`;
  const said = failure.message === '' ? '' : `: ${failure.message}`;
  return `Hetzner refused (${where} ${failure.code})${said}${mend[meaning] ?? ''}`;
}

const mend: Readonly<Partial<Record<Meaning, string>>> = {
  credentials: '; put a token with write access into the Secret',
  quota: '; ask Hetzner for a higher limit or delete servers',
};
