import { nodeClaims } from '../../src/kube/cloudburst-resources.ts';
import { figure } from '../figure.ts';
import { deploy, running, undeploy } from '../fleet.ts';
import type { Order, Scenario } from '../scenario.ts';
import { shopOfSmallMachines } from '../shop.ts';
import { openShop, setStage } from '../stage.ts';
import type { Stage } from '../stage.ts';

/** How many machines are given back at once. */
const many = 100;

/** A whole pool without pods is deleted claim by claim. */
export const terminateHundred: Scenario = {
  name: 'terminate-hundred',
  title: `${many} Ready claims without pods are deleted at once; the last of them is gone, and with it its machine`,
  runs: 1,
  async measure({ stack, runs, report }: Order) {
    const samples: number[] = [];
    for (let index = 0; index < runs; index += 1) {
      await using stage = await setStage(stack);
      const { pool, nodeClass } = shopOfSmallMachines(stack.apiServer);
      await openShop(stage, { pool: { ...pool, limits: { maxNodes: many }, disruption: {} }, nodeClass });
      await deploy(stage, many);
      await running(stage, many, 900_000);
      report(`${many} pods run`);
      await undeploy(stage);
      await running(stage, 0, 120_000);
      samples.push(await terminateAll(stage));
      report(`${index + 1} of ${runs}: ${samples.at(-1)} ms`);
    }
    return [figure('delete → last claim gone', 'ms', { samples, target: { max: 60_000 } })];
  },
};

async function terminateAll({ kube, namespace, follower, clouds }: Stage): Promise<number> {
  const claims = follower.claims();
  if (claims.length !== many) throw new Error(`${claims.length} claims instead of ${many}`);
  const startedMs = Date.now();
  await Promise.all(claims.map(({ metadata: { name } }) => kube.delete(nodeClaims, { namespace, name })));
  const allGone = (): number | undefined => (follower.claims().length === 0 ? Date.now() : undefined);
  const goneMs = await follower.until(`${many} claims gone`, allGone, 300_000);
  const { hetzner, scaleway } = await clouds.contents();
  const left = hetzner.servers.length + scaleway.servers.length;
  if (left > 0) throw new Error(`${left} servers are left although every claim is gone`);
  return goneMs - startedMs;
}
