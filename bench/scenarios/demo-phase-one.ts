import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { runProgram } from '../../hack/local/run-program.ts';
import { exampleObjects } from '../../test/e2e/world/manifests.ts';
import { figure } from '../figure.ts';
import type { Order, Scenario } from '../scenario.ts';
import { setStage } from '../stage.ts';
import type { Stage } from '../stage.ts';

/** Phase 1 of the demo, again and again. */
export const demoPhaseOne: Scenario = {
  name: 'demo-phase-one',
  title: '`kubectl apply` of examples/dr-example.yaml begins; the pod is Running. Warm, no boot delay',
  runs: 20,
  async measure({ stack, runs, report }: Order) {
    await using stage = await setStage(stack);
    const file = writeExample(stage);
    await runOnce(stage, file);
    const samples: number[] = [];
    for (let index = 0; index < runs; index += 1) {
      samples.push(await runOnce(stage, file));
      report(`${index + 1} of ${runs}: ${samples.at(-1)} ms`);
    }
    return [figure('apply → pod Running', 'ms', { samples, target: { max: 5000 } })];
  },
};

function writeExample({ folder, namespace, stack }: Stage): string {
  const file = join(folder, 'example.yaml');
  const objects = exampleObjects({ namespace, apiServer: stack.apiServer });
  writeFileSync(file, objects.map((object) => stringify(object)).join('---\n'));
  return file;
}

/** Applies, waits, takes all of it away again; gives the milliseconds until the pod ran. */
async function runOnce({ follower, stack, namespace }: Stage, file: string): Promise<number> {
  const kubectl = (...args: readonly string[]): Promise<string> =>
    runProgram(stack.kubectl, [...args, '--kubeconfig', stack.kubeconfig], { timeoutMs: 60_000 });
  const startedMs = Date.now();
  await kubectl('apply', '--filename', file);
  const pod = await follower.until('a pod', () => follower.pods()[0]);
  const runningMs = await follower.seen(`pod ${pod.metadata.name} running`);
  const claim = await follower.until('a claim', () => follower.claims()[0]);
  await follower.seen(`claim ${claim.metadata.name} ready`);
  await kubectl('delete', '--wait=false', '--filename', file);
  await follower.seen(`claim ${claim.metadata.name} gone`, 120_000);
  await follower.seen(`pod ${pod.metadata.name} gone`, 120_000);
  await kubectl('wait', '--for=delete', 'nodepools,nodeclasses', '--all', '--namespace', namespace);
  return runningMs - startedMs;
}
