import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { stopProcess } from '../../../hack/local/processes.ts';

/** Stops what worlds have left running in folders below the state directory: a test that ran out of time did not end its world. */
export async function stopLeftovers(stateDir: string): Promise<readonly string[]> {
  const files = readdirSync(stateDir, { recursive: true, encoding: 'utf8' });
  const left = files.filter((file) => /^world-[^/]+\/[^/]+\.pid$/.test(file));
  await Promise.all(left.map((file) => stopProcess(join(stateDir, file))));
  return left;
}
