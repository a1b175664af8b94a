import type { ApiResponse } from '../../http/exchange.ts';

/** A request of a machine to the metadata service of its cloud. */
export interface MetadataRequest {
  readonly method: string;
  /** Path and query, for example `/conf?format=json`. */
  readonly target: string;
  /** Port that the machine sends from. Only its root may use one below 1024. */
  readonly sourcePort: number;
  /** Default: none. */
  readonly body?: Buffer;
}

/** The metadata service as one machine sees it. It reads the cloud's state at each request, and needs no socket. */
export interface MetadataService {
  /** Addresses at which the cloud's network answers, IPv4 first. */
  readonly addresses: readonly string[];
  /** Target of the text that cloud-init takes its configuration from. */
  readonly userDataTarget: string;
  readonly handle: (request: MetadataRequest) => ApiResponse;
}

/** A service that has this user data and nothing else. */
export function userDataOnly(text: string): MetadataService {
  return {
    addresses: [],
    userDataTarget: '/',
    handle: () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: text }),
  };
}

/** The user data as cloud-init gets it at boot, as root; empty when there is none. */
export function fetchUserData(service: MetadataService): string {
  const { status, body } = service.handle({ method: 'GET', target: service.userDataTarget, sourcePort: 1 });
  return status === 200 ? body : '';
}
