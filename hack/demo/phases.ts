import type { ClaimStory, ClaimWatch } from './claim-watch.ts';
import { providersInTurn, wentThroughAllPhases } from './claim-story.ts';
import { type Claim, readClaims, readPods } from './cluster-look.ts';
import { breakHetzner, countRefusals } from './control-endpoints.ts';
import { exampleNames } from './demo-values.ts';
import { heading, sayIndented, type Stage } from './stage.ts';
import { textTable } from './text-table.ts';
import { waitFor } from './waiting.ts';

const CLAIM_DEADLINE_MS = 120_000;
const POD_DEADLINE_MS = 60_000;
const readLogs = 'read the logs that ./hack/dev.sh status names, and kubectl describe nodeclaims';

/** The first node comes from Hetzner. Throws a sentence when anything else is seen. */
export async function phaseOne(stage: Stage, watch: ClaimWatch): Promise<void> {
  heading(stage, 'Phase 1: one pod has no room, a node is rented at Hetzner');
  const story = await claimIsReady(stage, watch, 0);
  expectProviders(story, ['hetzner']);
  await podRunsOn(stage, story);
  sayHistory(stage, story);
}

/** Hetzner's API fails, and the second node comes from Scaleway within one claim. */
export async function phaseTwo(stage: Stage, watch: ClaimWatch): Promise<void> {
  heading(stage, 'Phase 2: Hetzner answers 503 to POST /v1/servers, the workload grows to two pods');
  await breakHetzner(stage);
  await stage.kubectl('scale', 'deployment', exampleNames.workload, '--replicas=2');
  const story = await claimIsReady(stage, watch, 1);
  expectProviders(story, ['hetzner', 'scaleway']);
  await podRunsOn(stage, story);
  await sayAttempts(stage, story);
  const refusals = await countRefusals(stage);
  if (refusals === 0) throw new Error(`The API mock refused nothing, so the refusal came from elsewhere; ${readLogs}`);
  stage.say(`  The API mock answered 503 to ${refusals} requests. No second claim was made for the pod.`);
  sayHistory(stage, story);
}

async function claimIsReady(stage: Stage, watch: ClaimWatch, index: number): Promise<ClaimStory> {
  const ordinal = index === 0 ? 'first' : 'second';
  const current = (): ClaimStory => [...watch.stories().values()][index] ?? [];
  return waitFor({
    what: `the ${ordinal} claim to be Ready`,
    deadlineMs: CLAIM_DEADLINE_MS,
    mend: readLogs,
    look: () => (wentThroughAllPhases(current()) ? current() : undefined),
    detail: () => `, which is ${current().at(-1)?.phase ?? 'not there yet'}`,
    say: stage.say,
    signal: stage.signal,
  });
}

function expectProviders(story: ClaimStory, wanted: readonly string[]): void {
  const seen = providersInTurn(story);
  if (seen.join() === wanted.join()) return;
  throw new Error(`Claim ${nameOf(story)} tried ${seen.join(', ')} instead of ${wanted.join(', ')}; ${readLogs}`);
}

async function podRunsOn(stage: Stage, story: ClaimStory): Promise<void> {
  const name = nameOf(story);
  const pod = await waitFor({
    what: `the pod running on node ${name}`,
    deadlineMs: POD_DEADLINE_MS,
    mend: 'read kubectl describe pods',
    look: async () =>
      (await readPods(stage)).find((one) => one.spec.nodeName === name && one.status.phase === 'Running'),
    say: stage.say,
    signal: stage.signal,
  });
  stage.say('');
  stage.say(`  Pod ${pod.metadata.name} is Running on node ${name}`);
}

async function sayAttempts(stage: Stage, story: ClaimStory): Promise<void> {
  const claim = await claimNamed(stage, nameOf(story));
  const rows = claim.status.attempts.map((attempt) => {
    const { startedAt, provider, region, instanceType, outcome, reason, message } = attempt;
    return [startedAt.slice(11, 19), provider, region, instanceType, outcome, reason, message];
  });
  const closed = claim.status.attempts.map(({ provider, outcome }) => `${provider} ${outcome}`);
  if (!closed.includes('scaleway Created')) throw new Error(`The attempts are ${closed.join(', ')}; ${readLogs}`);
  stage.say('  The attempts of this one claim (status.attempts):');
  sayIndented(
    stage,
    textTable([['STARTED', 'PROVIDER', 'REGION', 'INSTANCE', 'OUTCOME', 'REASON', 'MESSAGE'], ...rows]),
  );
}

async function claimNamed(stage: Stage, name: string): Promise<Claim> {
  const claim = (await readClaims(stage)).find((one) => one.metadata.name === name);
  if (claim === undefined) throw new Error(`NodeClaim ${name} is gone; somebody else deleted it`);
  return claim;
}

function sayHistory(stage: Stage, story: ClaimStory): void {
  const id = encodeURIComponent(`provision/${story[0]?.uid ?? ''}`);
  stage.say(`  Its history: ${stage.temporalUi}/namespaces/default/workflows/${id}`);
}

function nameOf(story: ClaimStory): string {
  return story[0]?.name ?? '';
}
