import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { stopProcess } from '../../../hack/local/processes.ts';

/** Stops what worlds or stages have left running in folders below the state directory: one that ran out of time, or was interrupted, did not end them. */
export async function stopLeftovers(stateDir: string): Promise<readonly string[]> {
  const files = readdirSync(stateDir, { recursive: true, encoding: 'utf8' });
  const left = files.filter((file) => /^(world|bench)-[^/]+\/[^/]+\.pid$/.test(file));
  await Promise.all(left.map((file) => stopProcess(join(stateDir, file))));
  return left;
}
