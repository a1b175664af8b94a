import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildRecipe, recipeFolder } from './build-recipes.ts';
import type { ToolCache } from './cache.ts';

const BUILD_DEADLINE_MS = 60 * 60_000;

/** A build to run. */
export interface GoBuild {
  readonly recipe: BuildRecipe;
  readonly cache: ToolCache;
  /** The Go command, by name or path. */
  readonly goCommand: string;
  /** Told each line that Go prints: a module it downloads, a package it compiles. */
  readonly onLine: (line: string) => void;
}

/** Builds a recipe into the cache; programs appear there complete or not at all. Throws one sentence when it cannot. */
export async function buildWithGo(build: GoBuild): Promise<void> {
  const { recipe, cache } = build;
  await mkdir(cache.temporary, { recursive: true });
  const folder = await mkdtemp(join(cache.temporary, 'build-'));
  try {
    await runGo(build, join(folder, recipe.output));
    await mkdir(cache.programs, { recursive: true });
    await rename(join(folder, recipe.output), join(cache.programs, recipe.output));
    for (const program of recipe.programs) await linkProgram(build, program, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function linkProgram({ recipe, cache }: GoBuild, program: string, folder: string): Promise<void> {
  const target = join(cache.programs, program);
  if (program === recipe.output || existsSync(target)) return;
  await symlink(recipe.output, join(folder, program));
  await rename(join(folder, program), target);
}

async function runGo({ recipe, goCommand, onLine }: GoBuild, output: string): Promise<void> {
  const args = ['build', '-v', `-ldflags=${recipe.ldflags}`, '-o', output, recipe.package];
  const child = spawn(goCommand, args, {
    cwd: recipeFolder(recipe.folder),
    env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly -buildvcs=false -trimpath', GOWORK: 'off' },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: BUILD_DEADLINE_MS,
  });
  const lines: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n').filter((part) => part.trim() !== '')) {
      lines.push(line);
      onLine(line);
    }
  });
  const exit = await new Promise<number | null | Error>((resolve) => {
    child.once('error', resolve);
    child.once('close', resolve);
  });
  if (exit !== 0) throw new Error(buildFailure(recipe, exit, lines));
}

/** One sentence on why Go did not build a recipe, out of how it ended and what it printed. */
export function buildFailure(recipe: BuildRecipe, exit: number | null | Error, lines: readonly string[]): string {
  if (exit instanceof Error) return `Go ${recipe.goVersion} or newer is not installed (${exit.message})`;
  const printed = lines.join('\n');
  const tooOld = /requires go >= (\S+) \(running go (\S+?)[;)]/.exec(printed);
  if (tooOld !== null) return `Go ${tooOld[1]} or newer is needed and Go ${tooOld[2]} is installed`;
  return `go build failed: ${lines.at(-1)?.trim() ?? `exit code ${exit}`}`;
}
