import {
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { OfferingChoice, ProvisionDeadlines, Recommendation } from '../contract/activities.ts';
import { searchAttributes } from '../contract/ids.ts';
import { queries, signals } from '../contract/messages.ts';
import type { ProvisionInput, ProvisionProgress, ProvisionResult } from '../contract/messages.ts';
import { roundBackoffMs } from '../domain/refusal.ts';
import { awaitNode } from './await-node.ts';
import type { Hints } from './await-node.ts';
import { launchFirstAccepted } from './launch-round.ts';
import { currentDetails, describeOffering, lastRefusals, noteOutcome, snapshot } from './progress.ts';
import type { Progress } from './progress.ts';
import { cluster, givingBack } from './proxies.ts';
import { keyword } from './search-attributes.ts';
import { createSettling } from './settling.ts';
import type { Settling } from './settling.ts';

const nodeRegistered = defineSignal(signals.nodeRegistered);
const nodeReady = defineSignal(signals.nodeReady);
const lookAgain = defineSignal(signals.lookAgain);
const progressQuery = defineQuery<ProvisionProgress>(queries.progress);

/** What the steps of one run share. */
interface Run {
  readonly input: ProvisionInput;
  readonly hints: Hints;
  readonly progress: Progress;
  readonly report: (step: string) => void;
  readonly settling: Settling;
}

/**
 * Turns one NodeClaim into one Ready node: asks for offerings, launches the first that a cloud accepts, waits for the machine to
 * join and be Ready. What fails moves the same claim on to the next offering or cloud; when all refuse, another round begins
 * after a pause. Ends when the claim is Ready or gone; giving the machine back is TerminateNodeClaim's.
 */
export async function ProvisionNodeClaim(input: ProvisionInput): Promise<ProvisionResult> {
  const run = begin(input);
  for (;;) {
    run.report('Asking for offerings');
    const recommendation = await cluster('Recommend offerings').recommendOfferings({
      claim: input.claim,
      round: run.progress.round,
    });
    const result = await act(run, recommendation);
    if (result !== undefined) return conclude(run, result);
    await pause(run, recommendation);
  }
}

function begin(input: ProvisionInput): Run {
  const hints: Hints = { registered: false, ready: false, lookAgain: false };
  const progress: Progress = { step: 'Starting', round: (input.roundsOver ?? 0) + 1, outcomes: [] };
  setHandler(nodeRegistered, () => void (hints.registered = true), {
    description: 'A Node with the name of the claim exists: look',
  });
  setHandler(nodeReady, () => void (hints.ready = true), { description: 'That Node is Ready: look' });
  setHandler(lookAgain, () => void (hints.lookAgain = true), { description: 'Begin the next round now' });
  setHandler(progressQuery, () => snapshot(progress), {
    description: 'The step, the round and how each offering ended',
  });
  const report = (step: string): void => {
    progress.step = step;
    setCurrentDetails(currentDetails(progress));
  };
  return { input, hints, progress, report, settling: createSettling(input.claim) };
}

/** One round. Undefined means that it is over without a node. */
async function act(run: Run, recommendation: Recommendation): Promise<ProvisionResult | undefined> {
  switch (recommendation.kind) {
    case 'claim-gone':
      return { outcome: 'ClaimGone' };
    case 'ready':
      return { outcome: 'Ready' };
    case 'none':
      return undefined;
    case 'launched':
      run.settling.begin(recommendation.openAttempts);
      return join(run, recommendation.offering, recommendation.deadlines);
    case 'offerings':
      return launchAndJoin(run, recommendation);
    default:
      return recommendation satisfies never;
  }
}

async function launchAndJoin(
  run: Run,
  found: Extract<Recommendation, { kind: 'offerings' }>,
): Promise<ProvisionResult | undefined> {
  let offerings = found.offerings;
  for (;;) {
    const round = { claim: run.input.claim, offerings, launchMs: found.deadlines.launchMs, report: run.report };
    const launched = await launchFirstAccepted(round, run.progress);
    if (launched.kind === 'claim-gone') return { outcome: 'ClaimGone' };
    if (launched.kind === 'refused') return undefined;
    run.settling.begin(launched.openAttempts);
    const joined = await join(run, launched.offering, found.deadlines);
    if (joined !== undefined) return joined;
    offerings = offerings.slice(offerings.indexOf(launched.offering) + 1);
  }
}

/** Waits for the machine. One that does not come in time is given back, and undefined asks for the next offering. */
async function join(
  run: Run,
  offering: OfferingChoice,
  deadlines: ProvisionDeadlines,
): Promise<ProvisionResult | undefined> {
  const { claim } = run.input;
  run.report(`Waiting for ${describeOffering(offering)} to join`);
  const wait = await awaitNode(claim, run.hints, deadlines);
  if (wait.kind === 'timed-out') {
    noteOutcome(run.progress, offering, { outcome: wait.reason, message: wait.message });
    run.report(`Giving back ${describeOffering(offering)}: ${wait.reason}`);
    await givingBack(offering.provider, `Give back: ${wait.reason}`).abandonInstance({
      claim,
      offering,
      reason: wait.reason,
    });
    return undefined;
  }
  run.settling.begin(wait.look.openAttempts);
  if (wait.look.openAttempts.length > 0) run.report('Ready; making sure that nothing was left elsewhere');
  await run.settling.finish();
  return { outcome: 'Ready', provider: offering.provider, instanceType: offering.instanceType };
}

/** The time between two rounds; a change that may help ends it early. */
async function pause(run: Run, recommendation: Recommendation): Promise<void> {
  const { input, hints, progress, report } = run;
  const retryAfterMs = roundBackoffMs(progress.round - 1);
  const summary =
    recommendation.kind === 'none'
      ? recommendation.message
      : `every offering refused in round ${progress.round} (${lastRefusals(progress)})`;
  report(`Waiting up to ${retryAfterMs / 1000} s for the next round: ${summary}`);
  if (recommendation.kind !== 'none') {
    await cluster('Record that the round is over').recordRoundOver({ claim: input.claim, retryAfterMs, summary });
  }
  await condition(() => hints.lookAgain, retryAfterMs, { summary: 'Pause between two rounds' });
  hints.lookAgain = false;
  progress.round += 1;
  if (workflowInfo().continueAsNewSuggested) {
    await continueAsNew<typeof ProvisionNodeClaim>({ ...input, roundsOver: progress.round - 1 });
  }
}

function conclude(run: Run, result: ProvisionResult): ProvisionResult {
  run.report(result.outcome === 'Ready' ? 'Ready' : 'The claim is gone');
  upsertSearchAttributes([
    keyword(searchAttributes.outcome, result.outcome),
    ...(result.provider === undefined ? [] : [keyword(searchAttributes.provider, result.provider)]),
  ]);
  return result;
}
