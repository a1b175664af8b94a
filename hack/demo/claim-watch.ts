import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { cleanEnvironment } from '../local/clean-environment.ts';
import { claimHeading, claimJsonPath, claimRow, looksDifferent, parseClaimLine, type SeenClaim } from './claim-row.ts';
import { poolSelector } from './cluster-look.ts';
import type { Stage } from './stage.ts';

/** Everything that a claim showed, oldest first. */
export type ClaimStory = readonly SeenClaim[];

/** A running `kubectl get nodeclaims --watch`. */
export interface ClaimWatch {
  /** The stories so far, by claim name, in the order in which the claims came. */
  stories(): ReadonlyMap<string, ClaimStory>;
  stop(): void;
}

/** Prints a row for each change of a claim of the demo's pool that a person would see. */
export function watchClaims(stage: Stage): ClaimWatch {
  const stories = new Map<string, SeenClaim[]>();
  const args = ['get', 'nodeclaims', '-l', poolSelector, '--watch', '-o', `jsonpath=${claimJsonPath}`];
  const child = spawn(stage.kubectlProgram, [...args, '--kubeconfig', stage.kubeconfig], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: cleanEnvironment(),
  });
  // Without kubectl nothing is seen, and the wait for the claim says so.
  child.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    const claim = parseClaimLine(line);
    if (claim !== undefined) note(stage, stories, claim);
  });
  return { stories: () => stories, stop: () => void child.kill() };
}

function note(stage: Stage, stories: Map<string, SeenClaim[]>, claim: SeenClaim): void {
  const story = stories.get(claim.name) ?? [];
  if (!looksDifferent(story.at(-1), claim)) return;
  if (stories.size === 0) stage.say(`  ${claimHeading}`);
  stories.set(claim.name, [...story, claim]);
  stage.say(`  ${claimRow(claim, Date.now())}`);
}
