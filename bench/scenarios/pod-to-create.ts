import type { ClaimTimeline } from '../claim-timeline.ts';
import { readTimeline } from '../claim-timeline.ts';
import { burst, createsAt, requestsSince } from '../burst.ts';
import { figure } from '../figure.ts';
import type { Figure } from '../figure.ts';
import { cpuPercent, residentMb } from '../process-usage.ts';
import type { Order, Scenario } from '../scenario.ts';
import { exampleShop } from '../shop.ts';
import { clear, openShop, setStage } from '../stage.ts';
import type { Stage } from '../stage.ts';

/** Claims that stand at once at most; then all are given back, outside of what is measured. */
const claimsAtOnce = 20;
const warmUps = 3;
const restMs = 10_000;
const idleMs = 60_000;

/** One pod on its way to a machine. Times are milliseconds since 1970. */
interface Run {
  readonly createdMs: number;
  readonly unschedulableMs: number;
  readonly claimSeenMs: number;
  readonly lookedMs: number;
  readonly postedMs: number;
  readonly readyMs: number;
  readonly timeline: ClaimTimeline;
}

/** Pods that cannot be scheduled, one at a time. */
export const podToCreate: Scenario = {
  name: 'pod-to-create',
  title: 'A pod becomes Unschedulable; the cloud receives the create. One pod at a time, warm, no boot delay',
  runs: 200,
  async measure({ stack, runs, report }: Order) {
    await using stage = await setStage(stack);
    await openShop(stage, exampleShop(stack.apiServer));
    for (let index = 0; index < warmUps; index += 1) await runOnce(stage, `warm-${index}`);
    const done: Run[] = [];
    for (let index = 0; index < runs; index += 1) {
      if (stage.follower.claims().length >= claimsAtOnce) await clear(stage);
      const run = await runOnce(stage, `burst-${index}`);
      done.push(run);
      report(`${index + 1} of ${runs}: ${run.postedMs - run.unschedulableMs} ms`);
    }
    await clear(stage);
    return [...figuresOf(done), ...(await memoryAfterwards(stage))];
  },
};

async function runOnce(stage: Stage, name: string): Promise<Run> {
  const { follower } = stage;
  const standing = new Set(follower.claims().map((claim) => claim.metadata.uid));
  const { pod, createdMs } = await burst(stage, name);
  const unschedulableMs = await follower.seen(`pod ${pod} unschedulable`);
  const claim = await follower.until('a new claim', () =>
    follower.claims().find(({ metadata }) => !standing.has(metadata.uid)),
  );
  const claimSeenMs = await follower.seen(`claim ${claim.metadata.name} seen`);
  await follower.seen(`pod ${pod} running`);
  const readyMs = await follower.seen(`claim ${claim.metadata.name} ready`);
  const timeline = await readTimeline(stage.temporal, claim.metadata.uid);
  const requests = await requestsSince(stage, createdMs);
  const [posted, ...others] = createsAt(requests, 'hetzner');
  if (posted === undefined || others.length > 0)
    throw new Error(`Pod ${pod} led to ${others.length + 1} creates, not to one`);
  const looked = requests.find((request) => request.provider === 'hetzner' && request.operation === 'list-servers');
  return {
    createdMs,
    unschedulableMs,
    claimSeenMs,
    lookedMs: looked?.atMs ?? NaN,
    postedMs: posted.atMs,
    readyMs,
    timeline,
  };
}

function figuresOf(runs: readonly Run[]): readonly Figure[] {
  const ms = (name: string, of: (run: Run) => number, target?: Figure['target']): Figure =>
    figure(name, 'ms', { samples: runs.map(of), ...(target === undefined ? {} : { target }) });
  return [
    ms('Unschedulable → create received', (run) => run.postedMs - run.unschedulableMs, { p50: 700, max: 3000 }),
    ms('pod created → create received', (run) => run.postedMs - run.createdMs),
    ms('pod created → claim Ready', (run) => run.readyMs - run.createdMs),
    figure('history events of a claim', 'events', {
      samples: runs.map((run) => run.timeline.events),
      target: { max: 45 },
    }),
    figure('signals among them', 'signals', { samples: runs.map((run) => run.timeline.signals), target: { max: 4 } }),
    ms('· pod created → Unschedulable seen', (run) => run.unschedulableMs - run.createdMs),
    ms(
      '· Unschedulable → claim seen (0.3 s batch window, plan, two writes)',
      (run) => run.claimSeenMs - run.unschedulableMs,
    ),
    ms('· claim seen → workflow started', (run) => run.timeline.startedMs - run.claimSeenMs),
    ms(
      '· workflow started → recommendOfferings scheduled',
      (run) => recommend(run).scheduledMs - run.timeline.startedMs,
    ),
    ms('· recommendOfferings scheduled → started', (run) => recommend(run).startedMs - recommend(run).scheduledMs),
    ms('· recommendOfferings runs', (run) => recommend(run).completedMs - recommend(run).startedMs),
    ms('· its result → launchInstance scheduled', (run) => launch(run).scheduledMs - recommend(run).completedMs),
    ms('· launchInstance scheduled → started', (run) => launch(run).startedMs - launch(run).scheduledMs),
    ms('· launchInstance started → look for an instance received', (run) => run.lookedMs - launch(run).startedMs),
    ms('· look received → create received', (run) => run.postedMs - run.lookedMs),
  ];
}

function recommend({ timeline }: Run): ClaimTimeline['activities'][string] {
  return activity(timeline, 'recommendOfferings');
}

function launch({ timeline }: Run): ClaimTimeline['activities'][string] {
  return activity(timeline, 'launchInstance');
}

function activity({ activities }: ClaimTimeline, type: string): ClaimTimeline['activities'][string] {
  const found = activities[type];
  if (found === undefined) throw new Error(`The history holds no activity ${type}; was it renamed?`);
  return found;
}

async function memoryAfterwards({ pid }: Stage): Promise<readonly Figure[]> {
  const busy = residentMb(pid);
  await cpuPercent(pid, restMs);
  const cpu = await cpuPercent(pid, idleMs);
  return [
    figure('memory right after all claims', 'MB', { samples: [busy], target: { max: 350 } }),
    figure('memory of `run`, idle again', 'MB', { samples: [residentMb(pid)], target: { max: 350 } }),
    figure('processor, idle again, over 60 s', '% of a core', { samples: [cpu], target: { max: 2 } }),
  ];
}
