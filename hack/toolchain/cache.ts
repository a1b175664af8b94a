import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildRecipes, recipeFolder } from './build-recipes.ts';
import type { Platform } from './platform.ts';
import { type Program, programVersions } from './versions.ts';

/** Where programs that were downloaded or built are kept for all checkouts of one user. */
export interface ToolCache {
  /** Folder of this set of versions and recipes. */
  readonly root: string;
  readonly programs: string;
  /** For what is not yet complete; emptied by whoever holds the lock. */
  readonly temporary: string;
  readonly lockFile: string;
}

/** The cache for these versions, recipes and this platform; another version or recipe gets a folder of its own. */
export function toolCache(cacheDirectory: string, platform: Platform): ToolCache {
  const root = join(cacheDirectory, 'cloudburst', 'toolchain', cacheKey(platform));
  return {
    root,
    programs: join(root, 'bin'),
    temporary: join(root, 'tmp'),
    lockFile: join(root, 'lock'),
  };
}

function cacheKey(platform: Platform): string {
  const hash = createHash('sha256').update(JSON.stringify([platform, programVersions, buildRecipes]));
  for (const { folder, sources } of buildRecipes) {
    for (const source of sources) hash.update(readFileSync(join(recipeFolder(folder), source)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** The cached file of a program, if there is one. Files appear in the cache complete, so it needs no check. */
export function cachedProgram(cache: ToolCache, program: Program): string | undefined {
  const file = join(cache.programs, program);
  return existsSync(file) ? file : undefined;
}
