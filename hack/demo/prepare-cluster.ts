import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoProjectId, demoSecrets, exampleNames } from './demo-values.ts';
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

/** Throws when the cluster holds objects of these names already: they would be deleted at the end, and they are somebody's. */
export async function refuseForeignExample(stage: Stage): Promise<void> {
  const ours = 'nodepools.cloudburst.io,nodeclasses.cloudburst.io,nodeclaims.cloudburst.io';
  const looks = [
    ['get', ours],
    ['get', 'deployment', exampleNames.workload, '--ignore-not-found'],
    ['get', 'secret', ...exampleNames.secrets, '--ignore-not-found'],
  ];
  const found = await Promise.all(looks.map((look) => stage.kubectl(...look, '-n', 'default', '-o', 'name')));
  const names = found.flatMap((text) => text.split('\n')).filter((name) => name !== '');
  if (names.length === 0) return;
  throw new Error(
    `The cluster holds ${names.join(', ')} in the namespace default already; delete them, or use another cluster`,
  );
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
