/** How a broker failed: no connection, no answer in time, a refusal, or an answer that makes no sense. */
export type BrokerFailure = 'unreachable' | 'timeout' | 'status' | 'garbage';

/** The broker gave no usable answer. The message is one sentence that names the address and the mend; it holds no key. */
export class BrokerUnavailableError extends Error {
  readonly kind: BrokerFailure;
  constructor(kind: BrokerFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BrokerUnavailableError';
    this.kind = kind;
  }
}
