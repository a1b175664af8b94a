import { down } from '../local/dev-down.ts';
import { up } from '../local/dev-up.ts';
import { withLock } from '../local/lock.ts';
import { readStackRecord } from '../local/stack-record.ts';
import { isStateDirectory, openStateDirectory } from '../local/state-directory.ts';
import type { Report } from '../local/steps.ts';
import { watchClaims } from './claim-watch.ts';
import { cleanly } from './cleanly.ts';
import { cleanUp } from './cleaning.ts';
import { showResult } from './closing.ts';
import type { DemoArguments } from './demo-arguments.ts';
import { phaseOne, phaseTwo } from './phases.ts';
import { applyEverything, refuseForeignExample } from './prepare-cluster.ts';
import { heading, type Stage, stageOn } from './stage.ts';

/** How the demo is run. */
export interface DemoOptions extends DemoArguments {
  readonly repository: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly say: Report;
  readonly signal: AbortSignal;
}

/**
 * Brings up the local stack, shows both phases, cleans up and takes the stack down, whatever happens in between. A stack that
 * was up before stays up. Throws what went wrong first.
 */
export async function runDemo(options: DemoOptions): Promise<void> {
  const wasUp = isStateDirectory(options.stateDir);
  const keep = options.keep || wasUp;
  await cleanly(
    options.say,
    () => playOnStack(options),
    async () => (keep ? sayKept(options, wasUp) : takeDown(options)),
  );
}

async function playOnStack(options: DemoOptions): Promise<void> {
  const { repository, say, signal, stateDir } = options;
  heading(options, 'Bringing up control plane, Temporal, simulated clouds, API mock and Cloudburst');
  const state = openStateDirectory(stateDir);
  const upOptions = { ...options, report: (line: string): void => say(`  ${line}`) };
  await withLock({ file: state.path('lock'), report: say, purpose: 'brings up the same stack' }, () => up(upOptions));
  signal.throwIfAborted();
  const record = readStackRecord(state);
  if (record === undefined) throw new Error('The stack left no record; run ./hack/dev.sh down and try again');
  const stage = stageOn(record, { repository, say, signal });
  await refuseForeignExample(stage);
  // What is cleaned up must not be stopped by the Ctrl-C that led here.
  const unstoppable = { ...stage, signal: new AbortController().signal };
  await cleanly(
    say,
    () => play(stage),
    () => cleanUp(unstoppable),
  );
  if (options.useExistingCluster) sayLeft(stage);
}

async function play(stage: Stage): Promise<void> {
  const watch = watchClaims(stage);
  try {
    await applyEverything(stage);
    await phaseOne(stage, watch);
    await phaseTwo(stage, watch);
  } finally {
    watch.stop();
  }
  await showResult(stage);
}

function sayLeft({ say, repository }: Stage): void {
  const folders = ['config/policy', 'config/rbac', 'crds'].map((folder) => `-f ${repository}/${folder}`);
  say(`  Definitions, rights and policies stay in your cluster; remove them with kubectl delete ${folders.join(' ')}`);
}

async function takeDown(options: DemoOptions): Promise<void> {
  heading(options, 'Taking the local stack down');
  await down(options.stateDir, (line) => options.say(`  ${line}`));
}

function sayKept({ say, stateDir, repository }: DemoOptions, wasUp: boolean): void {
  const flag = stateDir === `${repository}/.cloudburst` ? '' : ` --state-dir ${stateDir}`;
  say('');
  say(`The local stack ${wasUp ? 'was up before and stays up' : 'is kept'}; stop it with ./hack/dev.sh down${flag}`);
}
