import { delimiter, join } from 'node:path';
import type { Refusals } from './missing-programs.ts';
import { versionOf } from './program-version.ts';
import { type Program, programVersions } from './versions.ts';

/** Where installed programs are looked for. */
export interface InstalledSearch {
  readonly userDirectory?: string;
  /** In the form of the variable PATH. */
  readonly searchPath?: string;
}

/**
 * Programs that are installed at exactly the pinned version: in the user's folder, else the first on the search path.
 * Another version is not taken, and noted as a reason.
 */
export async function findInstalled(
  programs: readonly Program[],
  search: InstalledSearch,
  refusals: Refusals,
): Promise<Map<Program, string>> {
  const folders = [search.userDirectory ?? '', ...(search.searchPath ?? '').split(delimiter)].filter(isNamed);
  const found = new Map<Program, string>();
  const look = async (program: Program): Promise<void> => {
    const file = await findProgram(program, folders, refusals);
    if (file !== undefined) found.set(program, file);
  };
  await Promise.all(programs.map(look));
  return found;
}

function isNamed(folder: string): boolean {
  return folder !== '';
}

async function findProgram(
  program: Program,
  folders: readonly string[],
  refusals: Refusals,
): Promise<string | undefined> {
  for (const folder of folders) {
    const file = join(folder, program);
    const version = await versionOf(program, file);
    if (version === programVersions[program]) return file;
    if (version === undefined) continue;
    refusals.set(program, [...(refusals.get(program) ?? []), `${file} is version ${version}`]);
  }
  return undefined;
}
