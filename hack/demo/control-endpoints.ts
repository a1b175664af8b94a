import { z } from 'zod';
import type { Stage } from './stage.ts';

const meterShape = z.object({
  eurPerHour: z.number(),
  accruedEur: z.number(),
  charges: z.array(z.object({ id: z.string(), eurPerHour: z.number() })),
});

const stateShape = z.record(
  z.string(),
  z.object({ servers: z.array(z.unknown()), volumes: z.array(z.unknown()), ips: z.array(z.unknown()) }),
);

const rulesShape = z.object({ rules: z.array(z.object({ hits: z.number() })) });

/** What the simulated clouds would bill. */
export type Meter = z.infer<typeof meterShape>;

/** Reads the meter of the simulated clouds. */
export async function readMeter(stage: Stage): Promise<Meter> {
  return meterShape.parse(await exchange(stage.simulationControl, { path: '/meter' }));
}

/** What the simulated clouds still hold that costs money, such as `hetzner: 1 servers`; empty when nothing is left. */
export async function readLeftovers(stage: Stage): Promise<readonly string[]> {
  const clouds = stateShape.parse(await exchange(stage.simulationControl, { path: '/state' }));
  return Object.entries(clouds).flatMap(([cloud, held]) =>
    (['servers', 'volumes', 'ips'] as const)
      .filter((kind) => held[kind].length > 0)
      .map((kind) => `${cloud}: ${held[kind].length} ${kind}`),
  );
}

/** Makes the API mock answer 503 to every create of a server, as Hetzner did in outages. */
export async function breakHetzner(stage: Stage): Promise<void> {
  const rules = [{ method: 'POST', path: '^/v1/servers$', status: 503 }];
  await exchange(stage.apiMockControl, { path: '/rules', method: 'PUT', body: { rules } });
}

/** How often the API mock refused a create. */
export async function countRefusals(stage: Stage): Promise<number> {
  const { rules } = rulesShape.parse(await exchange(stage.apiMockControl, { path: '/rules' }));
  return rules.reduce((sum, rule) => sum + rule.hits, 0);
}

/** Makes the API mock hand everything on again. */
export async function mendHetzner(stage: Stage): Promise<void> {
  await exchange(stage.apiMockControl, { path: '/rules', method: 'DELETE' });
}

interface Exchange {
  readonly path: string;
  /** Default GET. */
  readonly method?: 'PUT' | 'DELETE';
  readonly body?: object;
}

async function exchange(base: string, { path, method, body }: Exchange): Promise<unknown> {
  const response = await fetch(new URL(path, base), {
    method: method ?? 'GET',
    signal: AbortSignal.timeout(10_000),
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method ?? 'GET'} ${path} of ${base} answered ${response.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
