import type { NodeClaim, NodePoolSpec } from '../../src/api/generated.ts';
import { createsAt, requestsSince } from '../burst.ts';
import { figure } from '../figure.ts';
import type { Figure } from '../figure.ts';
import { deleteBehind, deploy, power, readyAt, running, undeploy, untilNotReady } from '../fleet.ts';
import type { Order, Scenario } from '../scenario.ts';
import { shopOfSmallMachines } from '../shop.ts';
import { clear, openShop, setStage } from '../stage.ts';
import type { Stage } from '../stage.ts';

const graceMs = 10_000;

/** A machine is deleted at the cloud's console. */
export const goneNode: Scenario = {
  name: 'gone-node',
  title: "A machine is deleted behind the controller's back; its node becomes NotReady; a replacement is requested",
  runs: 5,
  measure: (order) =>
    loseOne(order, {
      lose: deleteBehind,
      disruption: {},
      name: 'NotReady → create received',
      allowanceMs: 0,
      target: { max: 15_000 },
    }),
};

/** A machine falls silent, and the cloud says that it runs. */
export const silentNode: Scenario = {
  name: 'silent-node',
  title:
    'A node falls silent while the cloud says that its machine runs; grace period 10 s; a replacement is requested',
  runs: 5,
  measure: (order) =>
    loseOne(order, {
      lose: (stage, claim) => power(stage, claim, 'off'),
      disruption: { nodeUnreachableGracePeriodSeconds: graceMs / 1000 },
      name: 'end of the grace period → create received',
      allowanceMs: graceMs,
      target: { max: 5_000 },
    }),
};

/** What happens to one node. */
interface Plot {
  lose(stage: Stage, claim: NodeClaim): Promise<void>;
  readonly disruption: NonNullable<NodePoolSpec['disruption']>;
  readonly name: string;
  /** Milliseconds after NotReady from which the time is taken. */
  readonly allowanceMs: number;
  readonly target: NonNullable<Figure['target']>;
}

async function loseOne({ stack, runs, report }: Order, plot: Plot): Promise<readonly Figure[]> {
  await using stage = await setStage(stack);
  const { pool, nodeClass } = shopOfSmallMachines(stack.apiServer);
  await openShop(stage, { pool: { ...pool, disruption: plot.disruption }, nodeClass });
  const requested: number[] = [];
  const ready: number[] = [];
  for (let index = 0; index < runs; index += 1) {
    await deploy(stage, 1);
    await running(stage, 1, 60_000);
    const claim = await stage.follower.until('a Ready claim', () => readyAt(stage, 'hetzner')[0]);
    await plot.lose(stage, claim);
    const fromMs = (await untilNotReady(stage, claim)) + plot.allowanceMs;
    const moved = (): true | undefined =>
      readyAt(stage, 'hetzner').some(({ metadata }) => metadata.uid !== claim.metadata.uid) || undefined;
    await stage.follower.until('a replacement that is Ready', moved, 60_000);
    ready.push(Date.now() - fromMs);
    const [posted] = createsAt(await requestsSince(stage, fromMs - plot.allowanceMs), 'hetzner');
    requested.push((posted?.atMs ?? Infinity) - fromMs);
    report(`${index + 1} of ${runs}: ${requested.at(-1)} ms`);
    await undeploy(stage);
    await clear(stage);
  }
  return [
    figure(plot.name, 'ms', { samples: requested, target: plot.target }),
    figure(`${plot.name.split(' →')[0]} → replacement Ready, no boot delay`, 'ms', {
      samples: ready,
      ...(plot.allowanceMs > 0 && { target: { max: 10_000 } }),
    }),
  ];
}

/** How many nodes a whole cloud takes with it. */
const many = 100;

/** Every node at one cloud falls silent. */
export const hundredLost: Scenario = {
  name: 'hundred-lost',
  title: `${many} nodes at Hetzner fall silent at once; grace period 10 s; replacements are requested at Scaleway`,
  runs: 1,
  async measure({ stack, runs, report }) {
    const last: number[] = [];
    const deletes: number[] = [];
    for (let index = 0; index < runs; index += 1) {
      const found = await loseAll(stack, report);
      last.push(found.lastMs);
      deletes.push(found.deletes);
    }
    return [
      figure('first loss declared → last create received by Scaleway', 'ms', {
        samples: last,
        target: { max: 60_000 },
      }),
      figure('deletions requested at Hetzner by then', 'requests', { samples: deletes, target: { max: 0 } }),
    ];
  },
};

async function loseAll(stack: Order['stack'], report: Order['report']): Promise<{ lastMs: number; deletes: number }> {
  await using stage = await setStage(stack);
  const { pool, nodeClass } = shopOfSmallMachines(stack.apiServer);
  const disruption = { nodeUnreachableGracePeriodSeconds: graceMs / 1000 };
  await openShop(stage, { pool: { ...pool, limits: { maxNodes: many }, disruption }, nodeClass });
  await deploy(stage, many);
  await running(stage, many, 600_000);
  const allReady = (): readonly NodeClaim[] | undefined => {
    const found = readyAt(stage, 'hetzner');
    return found.length === many ? found : undefined;
  };
  const lost = await stage.follower.until(`${many} Ready claims`, allReady);
  report(`${many} pods run at Hetzner`);
  const beforeMs = Date.now();
  await Promise.all(lost.map((claim) => power(stage, claim, 'off')));
  const isDeclared = (): number | undefined =>
    stage.follower.claims().some(({ status }) => status?.conditions?.some(({ type }) => type === 'Lost'))
      ? Date.now()
      : undefined;
  const declaredMs = await stage.follower.until('a loss that is declared', isDeclared, 180_000);
  await running(stage, many, 600_000);
  const requests = await requestsSince(stage, beforeMs);
  const deletes = requests.filter(({ operation }) => operation === 'delete-server').length;
  const lastMs =
    Math.max(
      ...createsAt(requests, 'scaleway')
        .slice(0, many)
        .map(({ atMs }) => atMs),
    ) - declaredMs;
  report(`${lastMs} ms until the last of ${createsAt(requests, 'scaleway').length} creates`);
  await Promise.all(lost.map((claim) => power(stage, claim, 'on')));
  await undeploy(stage);
  await clear(stage);
  return { lastMs, deletes };
}
