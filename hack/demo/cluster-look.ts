import { z } from 'zod';
import type { Stage } from './stage.ts';

const attemptShape = z.object({
  provider: z.string(),
  region: z.string(),
  instanceType: z.string(),
  outcome: z.string(),
  reason: z.string().default(''),
  message: z.string().default(''),
  startedAt: z.string(),
});

const claimShape = z.object({
  metadata: z.object({ name: z.string(), uid: z.string() }),
  status: z
    .object({
      phase: z.string().default(''),
      provider: z.string().default(''),
      nodeName: z.string().default(''),
      attempts: z.array(attemptShape).default([]),
    })
    .prefault({}),
});

const podShape = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({ nodeName: z.string().default('') }),
  status: z.object({ phase: z.string().default('') }).prefault({}),
});

/** A NodeClaim as far as the demo looks at it. */
export type Claim = z.infer<typeof claimShape>;

/** A pod as far as the demo looks at it. */
export type Pod = z.infer<typeof podShape>;

/** The NodeClaims of the demo's pool. */
export async function readClaims(stage: Stage): Promise<readonly Claim[]> {
  return list(claimShape, await stage.kubectl('get', 'nodeclaims', '-l', poolSelector, '-o', 'json'));
}

/** The workload's pods. */
export async function readPods(stage: Stage): Promise<readonly Pod[]> {
  return list(podShape, await stage.kubectl('get', 'pods', '-l', 'app=dr-workload', '-o', 'json'));
}

/** Selects what belongs to the pool of examples/dr-example.yaml. */
export const poolSelector = 'cloudburst.io/nodepool=dr-nodepool';

function list<Item>(shape: z.ZodType<Item>, json: string): readonly Item[] {
  return z.object({ items: z.array(shape) }).parse(JSON.parse(json)).items;
}
