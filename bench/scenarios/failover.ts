import { nodeClasses } from '../../src/kube/cloudburst-resources.ts';
import { burst, createsAt, requestsSince } from '../burst.ts';
import { figure } from '../figure.ts';
import type { Figure } from '../figure.ts';
import type { Order, Scenario } from '../scenario.ts';
import { exampleShop, shopOfEightAndOne } from '../shop.ts';
import type { Shop } from '../shop.ts';
import { clear, openShop, setStage } from '../stage.ts';
import type { Stage, StageOptions } from '../stage.ts';

/** Hetzner is sold out of everything that fits. */
export const eightRefusals: Scenario = {
  name: 'eight-refusals',
  title: 'Hetzner refuses eight offerings one after the other; Scaleway receives the create. Warm, no boot delay',
  runs: 20,
  measure: (order) =>
    failOver(order, {
      shop: shopOfEightAndOne(order.stack.apiServer),
      refusals: 8,
      trouble: (stage) => stage.clouds.fault({ provider: 'hetzner', effect: { kind: 'sold-out' } }),
      mend: async (stage) => void (await stage.clouds.control('DELETE', '/faults')),
      target: { max: 10_000 },
    }),
};

/** Nothing accepts connections at Hetzner's address any more. */
export const blackHole: Scenario = {
  name: 'black-hole',
  title: "Hetzner's address accepts no connection any more; Scaleway receives the create. Warm, no boot delay",
  runs: 5,
  measure: (order) =>
    failOver(order, {
      shop: exampleShop(order.stack.apiServer),
      options: { withRelay: true },
      refusals: 0,
      trouble: async (stage) => stage.relay?.seal(),
      mend: async (stage) => stage.relay?.reopen(),
      target: { max: 15_000 },
    }),
};

/** Hetzner takes connections and never says a word. */
export const silentCloud: Scenario = {
  name: 'silent-cloud',
  title:
    'Hetzner never answers any more, on connections that stand and on new ones; Scaleway receives the create. Warm, no boot delay',
  runs: 5,
  measure: (order) =>
    failOver(order, {
      shop: exampleShop(order.stack.apiServer),
      options: { withRelay: true },
      refusals: 0,
      trouble: async (stage) => stage.relay?.silence(),
      mend: async (stage) => stage.relay?.reopen(),
      target: { max: 15_000 },
    }),
};

/** What is wrong with Hetzner, and what follows. */
interface Plot {
  readonly shop: Shop;
  readonly options?: StageOptions;
  /** Creates that Hetzner receives, exactly. */
  readonly refusals: number;
  trouble(stage: Stage): Promise<unknown>;
  mend(stage: Stage): Promise<unknown>;
  readonly target: NonNullable<Figure['target']>;
}

async function failOver({ stack, runs, report }: Order, plot: Plot): Promise<readonly Figure[]> {
  await using stage = await setStage(stack, plot.options);
  await openShop(stage, plot.shop);
  // Warm: both clouds' catalogues are read, and one machine was had.
  const { pod } = await burst(stage, 'warm');
  await stage.follower.seen(`pod ${pod} running`);
  await clear(stage);
  const samples: number[] = [];
  for (let index = 0; index < runs; index += 1) {
    await plot.trouble(stage);
    const tookMs = await runOnce(stage, plot, `burst-${index}`).finally(() => plot.mend(stage));
    samples.push(tookMs);
    report(`${index + 1} of ${runs}: ${tookMs} ms`);
    await clear(stage);
    await forgetRefusals(stage);
  }
  return [figure('Unschedulable → create received by Scaleway', 'ms', { samples, target: plot.target })];
}

async function runOnce(stage: Stage, plot: Plot, name: string): Promise<number> {
  const { pod, createdMs } = await burst(stage, name);
  const unschedulableMs = await stage.follower.seen(`pod ${pod} unschedulable`);
  await stage.follower.seen(`pod ${pod} running`, 60_000);
  const requests = await requestsSince(stage, createdMs);
  const refused = createsAt(requests, 'hetzner').length;
  const [posted] = createsAt(requests, 'scaleway');
  if (posted === undefined) throw new Error('Scaleway received no create, although the pod runs');
  if (refused !== plot.refusals) throw new Error(`Hetzner received ${refused} creates, not ${plot.refusals}`);
  return posted.atMs - unschedulableMs;
}

/** The marks on the class would keep the next run away from Hetzner. */
async function forgetRefusals({ kube, namespace }: Stage): Promise<void> {
  const key = { namespace, name: 'dr-nodeclass' };
  await kube.patch(nodeClasses, key, { status: { unavailableOfferings: [] } }, { subresource: 'status' });
}
