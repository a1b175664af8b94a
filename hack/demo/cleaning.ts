import { join } from 'node:path';
import { readClaims } from './cluster-look.ts';
import { mendHetzner, readLeftovers } from './control-endpoints.ts';
import { exampleNames } from './demo-values.ts';
import { heading, sayIndented, type Stage } from './stage.ts';
import { waitFor } from './waiting.ts';

// An open attempt holds its claim for a minute; the rest is for deletes that have to be repeated.
const CLAIMS_DEADLINE_MS = 180_000;
const OBJECTS_DEADLINE_MS = 30_000;
const CLOUDS_DEADLINE_MS = 30_000;

/**
 * Deletes the example as a user would, all at once, and waits until nothing is left of it and both clouds are empty. The Secrets go
 * last, because instances are given back with them. May be called at any point of the demo.
 */
export async function cleanUp(stage: Stage): Promise<void> {
  heading(stage, 'Cleaning up: kubectl delete -f examples/dr-example.yaml gives the machines back');
  await mendHetzner(stage);
  const example = join(stage.repository, 'examples', 'dr-example.yaml');
  sayIndented(stage, await stage.kubectl('delete', '-f', example, '--ignore-not-found', '--wait=false'));
  await claimsAreGone(stage);
  await poolAndClassAreGone(stage);
  await stage.kubectl('delete', 'secret', ...exampleNames.secrets, '--ignore-not-found');
  await cloudsAreEmpty(stage);
  stage.say('  No pool, class and claim is left, and neither cloud holds a server, volume or address.');
}

async function claimsAreGone(stage: Stage): Promise<void> {
  let left = '';
  await waitFor({
    what: 'the claims to go',
    deadlineMs: CLAIMS_DEADLINE_MS,
    mend: 'read kubectl describe nodeclaims: its conditions say what is missing',
    look: async () => {
      const claims = await readClaims(stage);
      left = claims.map(describe).join(', ');
      return claims.length === 0 ? true : undefined;
    },
    detail: () => `: ${left}`,
    say: stage.say,
    signal: stage.signal,
    lookIntervalMs: 1000,
  });
}

async function poolAndClassAreGone(stage: Stage): Promise<void> {
  let left = '';
  await waitFor({
    what: 'pool and class to go after their claims',
    deadlineMs: OBJECTS_DEADLINE_MS,
    mend: 'read kubectl describe nodepools,nodeclasses: the watcher holds them while claims need them',
    look: async () => {
      left = await stage.kubectl('get', 'nodepools,nodeclasses', '-n', 'default', '-o', 'name');
      return left.trim() === '' ? true : undefined;
    },
    detail: () => `: ${left.trim().split('\n').join(', ')}`,
    say: stage.say,
    signal: stage.signal,
  });
}

function describe(claim: Awaited<ReturnType<typeof readClaims>>[number]): string {
  const open = claim.status.attempts.find(({ outcome }) => outcome === 'Unknown' || outcome === 'InProgress');
  if (open === undefined) return claim.metadata.name;
  return `${claim.metadata.name} (${open.provider} answered 503, which proves nothing: for 60 s it is looked whether a server came of it)`;
}

async function cloudsAreEmpty(stage: Stage): Promise<void> {
  let left: readonly string[] = [];
  await waitFor({
    what: 'the clouds to be empty',
    deadlineMs: CLOUDS_DEADLINE_MS,
    mend: 'this is a leak: please report it with the logs that ./hack/dev.sh status names',
    look: async () => {
      left = await readLeftovers(stage);
      return left.length === 0 ? true : undefined;
    },
    detail: () => `: ${left.join(', ')}`,
    say: stage.say,
    signal: stage.signal,
  });
}
