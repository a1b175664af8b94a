/** Where a server listens. */
export interface ListenAddress {
  /** Name or address, without brackets. */
  readonly host: string;
  /** 0 means any free one. */
  readonly port: number;
}

/** A text that should be a host with a port is none. */
export class InvalidListenAddressError extends Error {
  override readonly name = 'InvalidListenAddressError';
}

/** Reads `host:port`, with brackets around an IPv6 address: `127.0.0.1:8080`, `[::1]:8080`. Throws InvalidListenAddressError. */
export function parseListenAddress(text: string): ListenAddress {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s/]+)):(\d{1,5})$/.exec(text.trim());
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port > 65_535) {
    throw new InvalidListenAddressError(`"${text}" is no address, write host:port such as 127.0.0.1:8080`);
  }
  return { host, port };
}

/** The address as `host:port`, the way URLs and Temporal's Prometheus exporter want it. */
export function formatListenAddress({ host, port }: ListenAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
