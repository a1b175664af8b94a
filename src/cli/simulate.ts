import { createHollowDriver } from '../simulation/machines/hollow/hollow-driver.ts';
import { startSimulation } from '../simulation/simulation.ts';
import type { RunningCommand } from './until-stopped.ts';

/** Flags of `cloudburst simulate`. */
export interface SimulateOptions {
  readonly host: string;
  readonly hetznerPort: number;
  readonly scalewayPort: number;
  readonly controlPort: number;
  /** Milliseconds. */
  readonly bootDelay: number;
  /** Milliseconds. */
  readonly actionDelay: number;
  readonly hetznerServerLimit?: number;
  readonly tls: boolean;
  readonly seed?: number;
  /** Prints what the machines print. */
  readonly console: boolean;
}

/** Starts the simulated clouds with hollow machines. */
export async function startSimulate(options: SimulateOptions, print: (line: string) => void): Promise<RunningCommand> {
  const driver = createHollowDriver(options.console ? { log: (machine, line) => print(`${machine}: ${line}`) } : {});
  const { bootDelay, actionDelay, console: _, ...rest } = options;
  const simulation = await startSimulation({ ...rest, driver, bootDelayMs: bootDelay, actionDelayMs: actionDelay });
  const { hetznerEndpoint, scalewayEndpoint, controlEndpoint, close } = simulation;
  return {
    ready: `Simulating Hetzner at ${hetznerEndpoint}, Scaleway at ${scalewayEndpoint}, control at ${controlEndpoint}`,
    close,
  };
}
