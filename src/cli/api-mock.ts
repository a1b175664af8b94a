import type { ListenAddress } from '../domain/listen-address.ts';
import { startApiMock } from '../simulation/api-mock/api-mock.ts';
import type { RunningCommand } from './until-stopped.ts';

/** Flags of `cloudburst api-mock`. */
export interface ApiMockFlags {
  readonly listen: ListenAddress;
  readonly upstream: string;
  readonly controlPort: number;
  readonly controlHost: string;
  /** More names and addresses for the certificate. */
  readonly certificateHost: readonly string[];
}

/** Starts the fault proxy. */
export async function startMock(flags: ApiMockFlags): Promise<RunningCommand> {
  const { certificateHost, ...rest } = flags;
  const mock = await startApiMock({ ...rest, hosts: certificateHost });
  return {
    ready: `Forwarding ${mock.endpoint} to ${flags.upstream}, control at ${mock.controlEndpoint}`,
    close: () => mock.close(),
  };
}
