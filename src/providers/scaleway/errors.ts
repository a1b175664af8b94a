import { errorOf, meaningsOfStatus } from '../meaning.ts';
import type { Meaning } from '../meaning.ts';
import type { ProviderError, ProviderErrorDetails } from '../errors.ts';

/** A refusal of a Scaleway API, already free of secrets. */
export interface ScalewayFailure {
  /** `type` of the body; `unreadable` for an answer without one. */
  readonly type: string;
  readonly message: string;
  /** Names of the arguments that were refused. */
  readonly fields: readonly string[];
  readonly httpStatus: number;
  readonly correlationId?: string;
  /** Milliseconds to wait after a 429. */
  readonly retryAfterMs: number;
  /** Whether the request makes something that costs money: then silence and confusion count as "may have happened". */
  readonly creates: boolean;
}

/** Types that the official SDK's error parser knows (@scaleway/sdk-client, scw/errors), the last two in older shapes. */
const meanings: Readonly<Record<string, Meaning>> = {
  denied_authentication: 'credentials',
  permissions_denied: 'credentials',
  invalid_arguments: 'request',
  quotas_exceeded: 'quota',
  out_of_stock: 'capacity',
  transient_state: 'busy',
  precondition_failed: 'busy',
  already_exists: 'outage',
  not_found: 'gone',
  locked: 'request',
  expired: 'request',
  too_many_requests: 'throttled',
  unknown_resource: 'gone',
  invalid_request_error: 'request',
};

/** The class that says what to do after a failure; unknown types are outages that may have had their effect. */
export function scalewayError(failure: ScalewayFailure): ProviderError {
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

function meaningOf(failure: ScalewayFailure): Meaning {
  const { type, message, httpStatus } = failure;
  const byType = meanings[type];
  // The older shape says quota and stock in words only (https://github.com/scaleway/scaleway-sdk-js, invalid-request-mapper).
  if (byType === 'request' && /quota exceeded/iu.test(message)) return 'quota';
  if (
    byType !== undefined &&
    byType !== 'throttled' &&
    /no (?:more )?(?:free|available) ip|out of stock/iu.test(message)
  )
    return 'capacity';
  if (type === 'invalid_request_error' && httpStatus === 401) return 'credentials';
  return byType ?? meaningsOfStatus[httpStatus] ?? 'outage';
}

function namesOffering({ fields, message }: ScalewayFailure): boolean {
  return [...fields, message].some((text) =>
    /commercial[ _]type|zone|compatible|end of (?:service|life)|local[- ]volume/iu.test(text),
  );
}

function detailsOf({ type, httpStatus, correlationId }: ScalewayFailure): ProviderErrorDetails {
  return { provider: 'scaleway', code: type, httpStatus, ...(correlationId === undefined ? {} : { correlationId }) };
}

function sentence(failure: ScalewayFailure, meaning: Meaning): string {
  const where = `HTTP ${failure.httpStatus} ${failure.type}`;
  if (meaning === 'throttled') return `Scaleway refused for now (${where}): too many requests with this key`;
  const arguments_ = failure.fields.length === 0 ? '' : ` (${failure.fields.join(', ')})`;
  const said = failure.message === '' ? '' : `: ${failure.message}${arguments_}`;
  return `Scaleway refused (${where})${said}${mend[meaning] ?? ''}`;
}

const mend: Readonly<Partial<Record<Meaning, string>>> = {
  credentials: '; put a secret key with rights on Instances and Block Storage into the Secret',
  quota: '; ask Scaleway for a higher quota or delete instances',
};
