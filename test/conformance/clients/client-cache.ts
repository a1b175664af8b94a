import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { withLock } from '../../../hack/local/lock.ts';
import { withProgress } from '../../../hack/local/progress.ts';
import type { Report } from '../../../hack/local/steps.ts';

/** A vendor's own client at a fixed version, with the program that drives it. */
export interface PinnedClient {
  /** Starts the folder's name in the cache, for example `hetzner-go`. */
  readonly name: string;
  /** Everything that decides what comes out: pins, checksums and, where it is compiled, the program. */
  readonly sources: readonly string[];
  /** What the client also depends on, such as the version of the compiler. */
  readonly platform: string;
  /** Installs or builds the client into the empty folder. Throws one sentence with the mend. */
  readonly prepare: (folder: string) => Promise<void>;
}

/** The folder with the client, made at the first call and kept in the user's cache for all later ones. */
export async function ensureClient(client: PinnedClient, report: Report): Promise<string> {
  const root = join(cacheDirectory(), 'cloudburst', 'conformance');
  const folder = join(root, `${client.name}-${keyOf(client)}`);
  if (existsSync(folder)) return folder;
  const lock = { file: join(root, `${client.name}.lock`), report, purpose: "prepares the same vendor's client" };
  await withLock(lock, async () => {
    if (!existsSync(folder)) await install(client, { folder, report });
  });
  return folder;
}

/** Folders appear in the cache complete or not at all. */
async function install(
  client: PinnedClient,
  { folder, report }: { readonly folder: string; readonly report: Report },
): Promise<void> {
  await mkdir(join(folder, '..'), { recursive: true });
  const draft = await mkdtemp(`${folder}-`);
  try {
    report(`Preparing ${client.name}, once for all later runs`);
    await withProgress(report, {
      title: `Preparing ${client.name}`,
      detail: () => `into ${folder}`,
      work: () => client.prepare(draft),
    });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function keyOf({ sources, platform }: PinnedClient): string {
  const hash = createHash('sha256').update(platform);
  for (const source of sources) hash.update(readFileSync(source));
  return hash.digest('hex').slice(0, 16);
}

function cacheDirectory(): string {
  const named = callerEnvironment()['XDG_CACHE_HOME'] ?? '';
  return named === '' ? join(homedir(), '.cache') : named;
}

/** The environment of the caller: pip and Go are configured by variables (mirrors, certificates) that have to reach them. */
export function callerEnvironment(): NodeJS.ProcessEnv {
  // oxlint-disable-next-line no-restricted-properties -- package managers are configured where the user configures them
  return process.env;
}
