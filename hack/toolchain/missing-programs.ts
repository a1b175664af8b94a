import { buildRecipes } from './build-recipes.ts';
import { type Program, programVersions } from './versions.ts';

/** Why each way failed to provide a program, in the order in which the ways were tried. */
export type Refusals = Map<Program, readonly string[]>;

/** One sentence for each program that nothing provides: what failed, and what to do. */
export function missingProgramsMessage(programs: readonly Program[], refusals: Refusals): string {
  return programs.map((program) => missingProgramSentence(program, refusals.get(program) ?? [])).join('\n');
}

function missingProgramSentence(program: Program, reasons: readonly string[]): string {
  const version = programVersions[program];
  const goVersion = buildRecipes.find((recipe) => recipe.programs.includes(program))?.goVersion ?? '1.26';
  const why = reasons.length === 0 ? 'it was found nowhere' : reasons.join('; ');
  return (
    `${program} ${version} is missing (${why}): install Go ${goVersion} or newer so that it can be built, ` +
    `or put ${program} ${version} into a folder and name that folder in CLOUDBURST_TOOLCHAIN_DIR.`
  );
}
