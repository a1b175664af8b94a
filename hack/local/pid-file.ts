import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isRunning, type ProcessIdentity } from './process-identity.ts';

/** Records a started process as two words, its number and its start; the file appears whole or not at all. */
export function writePidFile(path: string, identity: ProcessIdentity): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.new`;
  writeFileSync(temporary, `${identity.pid} ${identity.startTicks}\n`);
  renameSync(temporary, path);
}

/** The recorded process if it still runs; undefined for no file, a broken file, a dead process or a reused number. */
export function readPidFile(path: string): ProcessIdentity | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  const match = /^(\d+) (\d+)$/.exec(text.trim());
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const identity = { pid: Number(match[1]), startTicks: match[2] };
  return isRunning(identity) ? identity : undefined;
}

/** Forgets the recorded process; no file is fine. */
export function removePidFile(path: string): void {
  rmSync(path, { force: true });
}
