import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoProjectId, demoSecrets } from './demo-values.ts';
import { fillExample, fillSecrets } from './example-manifest.ts';
import { heading, readRepositoryFile, sayIndented, type Stage } from './stage.ts';

/** Applies definitions, rights and policies, the example's Secrets, and the example itself. */
export async function applyEverything(stage: Stage): Promise<void> {
  heading(stage, 'Applying rights, policies, Secrets with made-up values, and examples/dr-example.yaml');
  await stage.kubectl('apply', '-f', file(stage, 'config', 'rbac'), '-f', file(stage, 'config', 'policy'));
  await applyText(stage, fillSecrets(readRepositoryFile(stage, 'examples', 'secrets.yaml'), demoSecrets));
  const example = readRepositoryFile(stage, 'examples', 'dr-example.yaml');
  const filled = fillExample(example, { apiServer: await apiServerOf(stage), projectId: demoProjectId });
  sayIndented(stage, await applyText(stage, filled));
}

/** Throws when the cluster holds objects of the example already: they would be deleted at the end, and they are somebody's. */
export async function refuseForeignExample(stage: Stage): Promise<void> {
  const kinds = 'nodepools.cloudburst.io,nodeclasses.cloudburst.io,nodeclaims.cloudburst.io';
  const found = (await stage.kubectl('get', kinds, '-n', 'default', '-o', 'name')).trim();
  const workload = await stage.kubectl('get', 'deployment', 'dr-workload', '-o', 'name', '--ignore-not-found');
  const all = [found, workload.trim()].filter((text) => text !== '').join(', ');
  if (all !== '') {
    const names = all.replaceAll('\n', ', ');
    throw new Error(`The cluster holds ${names} already; delete them, or give the demo another stack with --state-dir`);
  }
}

function file(stage: Stage, ...path: readonly string[]): string {
  return join(stage.repository, ...path);
}

async function apiServerOf(stage: Stage): Promise<string> {
  return stage.kubectl('config', 'view', '--minify', '-o', 'jsonpath={.clusters[0].cluster.server}');
}

async function applyText(stage: Stage, text: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'cloudburst-demo-'));
  try {
    const path = join(folder, 'manifest.yaml');
    writeFileSync(path, text, { mode: 0o600 });
    return await stage.kubectl('apply', '-f', path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
