import {
  CancellationScope,
  condition,
  defineSignal,
  isCancellation,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { Loss, LossLook } from '../contract/activities.ts';
import { searchAttributes } from '../contract/ids.ts';
import { signals } from '../contract/messages.ts';
import type { NodeLossInput, NodeLossResult } from '../contract/messages.ts';
import { cluster, lookingAfter } from './proxies.ts';
import { keyword } from './search-attributes.ts';

const nodeRecovered = defineSignal(signals.nodeRecovered);

/** What was heard while the grace period ran. */
interface News {
  recovered: boolean;
  isGoneProven: boolean;
}

/**
 * Watches a node that is not Ready. Its grace period is a durable timer, ended early by recovery or by a provider that confirms twice
 * that the machine is gone; then Node and machine are looked at afresh. A node that is lost is declared so, which lets replacements
 * be planned, its pods are freed, and its claim is deleted, which gives back whatever is left of it.
 */
export async function NodeLossWorkflow(input: NodeLossInput): Promise<NodeLossResult> {
  const news: News = { recovered: false, isGoneProven: false };
  setHandler(nodeRecovered, () => void (news.recovered = true), { description: 'The Node is Ready again: look' });
  for (;;) {
    const look = await assess(input, news);
    if (look.kind === 'over') return conclude({ outcome: look.outcome });
    if (look.kind === 'lost') return conclude(await replace(input, look.loss));
    setCurrentDetails(`**Waiting up to ${Math.ceil(look.graceLeftMs / 1000)} s for the node:** ${look.message}`);
    news.recovered = false;
    await graceOrNews(input, news, look.graceLeftMs);
  }
}

async function assess({ claim, provider }: NodeLossInput, { isGoneProven }: News): Promise<LossLook> {
  setCurrentDetails('Looking at the Node and its machine');
  return await lookingAfter(provider, 'Look at the Node and its machine').assessLoss({ claim, isGoneProven });
}

/** Ends with the grace period, or with the first news; the others are cancelled then. */
async function graceOrNews({ claim, provider }: NodeLossInput, news: News, graceMs: number): Promise<void> {
  const scope = new CancellationScope();
  const asking = async (): Promise<void> => {
    const heard = await lookingAfter(provider, 'Ask for the machine while the grace period runs').awaitLossNews({
      claim,
    });
    news.isGoneProven = heard.isGoneProven;
  };
  const grace = async (): Promise<void> => sleep(graceMs, { summary: 'Grace period' });
  const recovery = async (): Promise<void> => condition(() => news.recovered);
  await scope.run(async () => {
    const waits = [grace(), asking(), recovery()];
    try {
      await Promise.race(waits);
    } finally {
      scope.cancel();
      await Promise.all(waits.map(async (wait) => wait.catch(ignoreCancellation)));
    }
  });
}

function ignoreCancellation(error: unknown): void {
  if (!isCancellation(error)) throw error;
}

async function replace({ claim }: NodeLossInput, loss: Loss): Promise<NodeLossResult> {
  setCurrentDetails(`**Declaring the node lost:** ${loss.message}`);
  const declared = await cluster('Declare the node lost').declareLost({ claim, loss });
  if (declared === 'over') return { outcome: 'Recovered' };
  setCurrentDetails(`**Lost:** ${loss.message}. Freeing its pods`);
  await cluster('Free the pods of the lost node').freeLostPods({ claim, loss });
  setCurrentDetails(`**Lost:** ${loss.message}. Giving back what is left of it`);
  await cluster('Delete the claim and wait until it is gone').endLostClaim({ claim });
  return { outcome: 'Lost', reason: loss.reason };
}

function conclude(result: NodeLossResult): NodeLossResult {
  setCurrentDetails(result.reason === undefined ? result.outcome : `${result.outcome}: ${result.reason}`);
  upsertSearchAttributes([keyword(searchAttributes.outcome, result.outcome)]);
  return result;
}
