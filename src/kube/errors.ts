/** The parts of a Kubernetes Status object that errors are made of. */
export interface ApiStatus {
  readonly code: number;
  /** Machine-readable cause, for example `AlreadyExists`. */
  readonly reason?: string;
  readonly message?: string;
  /** Reasons below the reason, for example `DisruptionBudget` or `NamespaceTerminating`. */
  readonly causes?: readonly string[];
  /** What the API server says of each of them, for example which PodDisruptionBudget it is. */
  readonly causeMessages?: readonly string[];
  /** Milliseconds the API server asks to wait. */
  readonly retryAfterMs?: number;
}

/** Any failed call to the API server. The message says what was done and what the API server answered. */
export class KubeError extends Error {
  /** HTTP status; absent when no answer came. */
  readonly code: number | undefined;
  readonly reason: string | undefined;
  readonly causes: readonly string[];
  readonly causeMessages: readonly string[];

  constructor(message: string, status?: Partial<ApiStatus>, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = status?.code;
    this.reason = status?.reason;
    this.causes = status?.causes ?? [];
    this.causeMessages = status?.causeMessages ?? [];
  }
}

/** 404: the object, or its kind, does not exist. */
export class NotFoundError extends KubeError {}
/** 409 with reason AlreadyExists: an object of that name stands already. */
export class AlreadyExistsError extends KubeError {}
/** 409: a precondition (resourceVersion, uid) does not hold any more; read again and decide anew. */
export class ConflictError extends KubeError {}
/** 401: the API server does not accept the credentials. */
export class UnauthorizedError extends KubeError {}
/** 403: RBAC, an admission policy or a terminating namespace says no. */
export class ForbiddenError extends KubeError {}
/** 422: the object breaks the schema or a CEL rule; the message names the field. */
export class InvalidError extends KubeError {}
/** 410: the resource version or continue token is too old; list again. */
export class GoneError extends KubeError {}
/** Any other 4xx: the request itself is wrong. */
export class BadRequestError extends KubeError {}
/** No answer, or none worth the name: network, TLS, deadline, 5xx, or something that is not JSON. Whether a write happened is unknown. */
export class ApiUnreachableError extends KubeError {}

/** 429: throttled, or an eviction that a PodDisruptionBudget forbids for now (cause `DisruptionBudget`). */
export class TooManyRequestsError extends KubeError {
  /** Milliseconds the API server asks to wait; 1000 when it does not say. */
  readonly retryAfterMs: number;

  constructor(message: string, status?: Partial<ApiStatus>) {
    super(message, status);
    this.retryAfterMs = status?.retryAfterMs ?? 1000;
  }
}

/** Turns a failure status into the typed error. `act` says what was done, for example `getting pods default/web`. */
export function errorFromStatus(act: string, status: ApiStatus): KubeError {
  const message = `Error ${act}: ${status.message ?? `the API server answered ${status.code} without a message`}`;
  if (status.code >= 500) return new ApiUnreachableError(message, status);
  switch (status.code) {
    case 401:
      return new UnauthorizedError(`${message}; renew the credentials of the kubeconfig`, status);
    case 403:
      return new ForbiddenError(message, status);
    case 404:
      return new NotFoundError(message, status);
    case 409:
      return status.reason === 'AlreadyExists'
        ? new AlreadyExistsError(message, status)
        : new ConflictError(message, status);
    case 410:
      return new GoneError(message, status);
    case 422:
      return new InvalidError(message, status);
    case 429:
      return new TooManyRequestsError(message, status);
    default:
      return new BadRequestError(message, status);
  }
}

/** The message of anything thrown, for a log line. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown failure';
}
