import { join } from 'node:path';
import { withLock } from '../local/lock.ts';
import type { Report } from '../local/steps.ts';
import { type BuildRecipe, buildRecipes } from './build-recipes.ts';
import { cachedProgram, toolCache, type ToolCache } from './cache.ts';
import { downloadProgram } from './download.ts';
import { buildWithGo } from './go-build.ts';
import { findInstalled } from './installed-programs.ts';
import { missingProgramsMessage, type Refusals } from './missing-programs.ts';
import { type Platform, platformOf } from './platform.ts';
import { withProgress } from '../local/progress.ts';
import { openReleaseHosts, type ReleaseHosts } from './release-host.ts';
import { officialReleases, type ReleaseBases, releaseOf } from './releases.ts';
import { allPrograms, type Program, programVersions } from './versions.ts';

/** The programs of the local stack, each found or made. */
export interface Toolchain {
  /** Absolute path of the program; its version has been checked or is covered by the cache's key. Throws for one that was not asked for. */
  path(program: Program): string;
}

/** Where programs are looked for and how those that are missing are made. */
export interface ToolchainOptions {
  /** Programs wanted; default all. */
  readonly programs?: readonly Program[];
  /** Folder whose programs come first; default none. */
  readonly userDirectory?: string;
  /** Folders whose programs come next, in the form of the variable PATH; default none. */
  readonly searchPath?: string;
  /** Folder of this user's caches, such as ~/.cache. */
  readonly cacheDirectory: string;
  /** Release hosts that differ from the official ones. */
  readonly releases?: Partial<ReleaseBases>;
  /** The Go command; default `go`. */
  readonly goCommand?: string;
  /** Default: nobody is told. */
  readonly report?: Report;
}

interface Search {
  readonly options: ToolchainOptions;
  readonly report: Report;
  readonly platform: Platform;
  readonly cache: ToolCache;
  readonly refusals: Refusals;
}

/**
 * Provides each program at its pinned version, by the first way that works: the user's folder, the search path, the cache,
 * the official release with its published checksum, a build from Go modules. Nothing is installed outside the cache.
 * Throws with one sentence for each program that no way provides.
 */
export async function ensureToolchain(options: ToolchainOptions): Promise<Toolchain> {
  const search: Search = {
    options,
    report: options.report ?? ((): void => undefined),
    platform: platformOf(process),
    cache: toolCache(options.cacheDirectory, platformOf(process)),
    refusals: new Map(),
  };
  const wanted = options.programs ?? allPrograms;
  const found = await findInstalled(wanted, options, search.refusals);
  const uncached = missing(wanted, found, search.cache);
  if (uncached.length > 0) {
    const lock = { file: search.cache.lockFile, report: search.report, purpose: 'prepares the same programs' };
    await withLock(lock, () => provide(uncached, search));
  }
  for (const program of wanted) {
    const file = found.get(program) ?? cachedProgram(search.cache, program);
    if (file !== undefined) found.set(program, file);
  }
  const absent = wanted.filter((program) => !found.has(program));
  if (absent.length > 0) throw new Error(missingProgramsMessage(absent, search.refusals));
  return toolchainOf(found);
}

function toolchainOf(found: ReadonlyMap<Program, string>): Toolchain {
  return {
    path: (program) => {
      const file = found.get(program);
      if (file === undefined) throw new Error(`${program} was not asked for; add it to the programs of this toolchain`);
      return file;
    },
  };
}

function missing(
  wanted: readonly Program[],
  found: ReadonlyMap<Program, string>,
  cache: ToolCache,
): readonly Program[] {
  return wanted.filter((program) => !found.has(program) && cachedProgram(cache, program) === undefined);
}

// Whoever held the lock before may have provided everything in the meantime.
async function provide(wanted: readonly Program[], search: Search): Promise<void> {
  const none = new Map<Program, string>();
  const downloads = missing(wanted, none, search.cache);
  if (downloads.length > 0) await downloadAll(downloads, search);
  const builds = missing(wanted, none, search.cache);
  for (const recipe of buildRecipes) {
    if (recipe.programs.some((program) => builds.includes(program))) await build(recipe, search);
  }
}

async function downloadAll(programs: readonly Program[], search: Search): Promise<void> {
  const hosts = openReleaseHosts();
  const progress = { bytes: 0 };
  try {
    await withProgress(search.report, {
      title: `Downloading ${programs.join(', ')}`,
      detail: () => `${Math.round(progress.bytes / 1e6)} MB so far`,
      work: () => Promise.all(programs.map((program) => download(program, search, { hosts, progress }))),
    });
  } finally {
    await hosts.close();
  }
}

async function download(
  program: Program,
  search: Search,
  shared: { readonly hosts: ReleaseHosts; readonly progress: { bytes: number } },
): Promise<void> {
  const { cache, platform, options, report } = search;
  const release = releaseOf(program, platform, { ...officialReleases, ...options.releases });
  const onBytes = (count: number): void => {
    shared.progress.bytes += count;
  };
  try {
    const target = join(cache.programs, program);
    await downloadProgram(shared.hosts, { release, target, temporary: cache.temporary, onBytes });
    report(`Downloaded ${program} ${programVersions[program]}, checksum verified`);
  } catch (error) {
    refuse(search, [program], error);
  }
}

async function build(recipe: BuildRecipe, search: Search): Promise<void> {
  const { cache, options, report } = search;
  const startedAt = performance.now();
  const progress = { steps: 0, line: 'starting Go' };
  const onLine = (line: string): void => {
    progress.steps += 1;
    progress.line = line;
  };
  const names = recipe.programs.join(', ');
  report(`Building ${names} from Go modules; a first build takes about ${recipe.usualMinutes} minutes on two cores`);
  try {
    await withProgress(report, {
      title: `Building ${recipe.output}`,
      detail: () => `step ${progress.steps}, ${progress.line}`,
      work: () => buildWithGo({ recipe, cache, goCommand: options.goCommand ?? 'go', onLine }),
    });
    report(`Built ${names} (${Math.round((performance.now() - startedAt) / 1000)} s)`);
  } catch (error) {
    refuse(search, recipe.programs, error);
  }
}

// A way that fails is no failure as long as another one is left; it is told at once and again if all fail.
function refuse(search: Search, programs: readonly Program[], error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  const isNew = ![...search.refusals.values()].some((reasons) => reasons.includes(reason));
  for (const program of programs) search.refusals.set(program, [...(search.refusals.get(program) ?? []), reason]);
  if (isNew) search.report(reason);
}
