/** There was no whole answer. */
export class NetworkFailure extends Error {
  /** System or library code such as ECONNREFUSED; `timeout` when a deadline passed. */
  readonly code: string;
  /** Whether the request may have reached the other side. */
  readonly sent: boolean;
  constructor(code: string, sent: boolean) {
    super(sent ? `no answer (${code})` : `no connection (${code})`);
    this.name = 'NetworkFailure';
    this.code = code;
    this.sent = sent;
  }
}

/** Codes of node and undici that occur before a byte of the request is sent. */
const unsentCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'EPROTO',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Reads what node or undici threw; an unknown error counts as sent. Its message is not kept, since it may quote the request. */
export function networkFailure(error: unknown): NetworkFailure {
  const codes = causes(error).map(codeOf);
  const code = codes.find((found) => found !== undefined) ?? 'network';
  const unsent = causes(error).some(wasUnsent);
  return new NetworkFailure(code, !unsent);
}

function wasUnsent(error: Error): boolean {
  const code = codeOf(error) ?? '';
  if (unsentCodes.has(code) || code.startsWith('ERR_TLS_') || code.startsWith('ERR_SSL_')) return true;
  return error.message.includes('before secure TLS connection was established');
}

function causes(error: unknown): Error[] {
  if (!(error instanceof Error)) return [];
  const several = error instanceof AggregateError ? error.errors.slice(0, 1) : [];
  return [error, ...causes(error.cause), ...several.flatMap(causes)];
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
