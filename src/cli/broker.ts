import { bundledOfferings, bundledOn } from '../broker/bundled-catalogue.ts';
import { startBrokerService } from '../broker/service.ts';
import type { ListenAddress } from '../domain/listen-address.ts';
import { readCatalogueFile } from './catalogue-file.ts';
import type { RunningCommand } from './until-stopped.ts';

/** Flags of `cloudburst broker`. */
export interface BrokerFlags {
  readonly listen: ListenAddress;
  /** File with offerings, read again for each request; default: the bundled ones. */
  readonly catalogue?: string;
}

/** Starts the recommendation service. A catalogue file that is wrong at the start is refused at once. */
export async function startBroker({ listen, catalogue }: BrokerFlags): Promise<RunningCommand> {
  if (catalogue !== undefined) await readCatalogueFile(catalogue);
  const offerings = async () => (catalogue === undefined ? bundledOfferings() : readCatalogueFile(catalogue));
  const service = await startBrokerService({ ...listen, offerings });
  const source = catalogue === undefined ? `the prices of ${bundledOn}` : catalogue;
  return { ready: `Recommending offerings at ${service.url} by ${source}`, close: () => service.close() };
}
