import type { MachineSpec } from '../../src/simulation/machines/driver.ts';
import type { SimulationOptions } from '../../src/simulation/simulation.ts';
import { startSimulation } from '../../src/simulation/simulation.ts';

/** One answer, its body parsed where it is JSON. */
export interface TestAnswer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers of many shapes
  readonly body: any;
  readonly headers: Headers;
}

/** Sends one request; a string body goes as text, anything else as JSON. */
export type Send = (method: string, path: string, body?: unknown) => Promise<TestAnswer>;

/** Simulated clouds on free ports, with a driver that only takes notes. */
export interface SimulatedClouds extends AsyncDisposable {
  /** Paths below `/v1`. */
  readonly hetzner: Send;
  /** Paths below the root; `zone/…` stands for `/instance/v1/zones/fr-par-1/…`. */
  readonly scaleway: Send;
  readonly control: Send;
  readonly endpoints: Readonly<Record<'hetzner' | 'scaleway' | 'control', string>>;
  /** What the driver was told to boot, in order. */
  readonly booted: MachineSpec[];
  /** Ids of machines that were switched off, in order. */
  readonly switchedOff: string[];
  /** What else was done to machines, in order, for example `freeze hetzner-1`. */
  readonly interruptions: string[];
  /** Moves the clock of the clouds; their timers run on the real one. */
  advance(ms: number): void;
}

/** Starts simulated clouds without boot delay. */
export async function simulatedClouds(overrides: Partial<SimulationOptions> = {}): Promise<SimulatedClouds> {
  const booted: MachineSpec[] = [];
  const switchedOff: string[] = [];
  const interruptions: string[] = [];
  const note = (what: string, spec: MachineSpec) => () => void interruptions.push(`${what} ${spec.id}`);
  let skewMs = 0;
  const simulation = await startSimulation({
    hetznerPort: 0,
    scalewayPort: 0,
    controlPort: 0,
    bootDelayMs: 0,
    seed: 7,
    now: () => Date.now() + skewMs,
    driver: {
      boot(spec) {
        booted.push(spec);
        return {
          powerOff: async () => void switchedOff.push(spec.id),
          freeze: note('freeze', spec),
          thaw: note('thaw', spec),
          cutNetwork: note('cut-network', spec),
          restoreNetwork: note('restore-network', spec),
        };
      },
      close: async () => undefined,
    },
    ...overrides,
  });
  const { hetznerEndpoint, scalewayEndpoint, controlEndpoint } = simulation;
  const scaleway = sender(scalewayEndpoint, { 'x-auth-token': 'test-token' });
  return {
    hetzner: sender(hetznerEndpoint, { authorization: 'Bearer test-token' }),
    scaleway: (method, path, body) => scaleway(method, path.replace(/^zone\//, '/instance/v1/zones/fr-par-1/'), body),
    control: sender(controlEndpoint, {}),
    endpoints: { hetzner: hetznerEndpoint, scaleway: scalewayEndpoint, control: controlEndpoint },
    booted,
    switchedOff,
    interruptions,
    advance: (ms) => void (skewMs += ms),
    [Symbol.asyncDispose]: () => simulation.close(),
  };
}

/** A sender for one endpoint. */
export function sender(base: string, headers: Record<string, string>): Send {
  return async (method, path, body) => {
    const content = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(base + path, { method, headers, ...(body === undefined ? {} : { body: content }) });
    const text = await answer.text();
    return { status: answer.status, body: parsed(text), headers: answer.headers };
  };
}

/** Resolves once the probe gives something truthy; rejects after five seconds. */
export async function until<Found>(probe: () => Found | Promise<Found>): Promise<NonNullable<Found>> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > deadline) throw new Error('The condition did not come true within five seconds');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
