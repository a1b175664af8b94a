import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const MARKER = 'cloudburst-local-stack';

/** Where everything of one local stack lives. All paths are absolute. */
export interface StateDirectory {
  readonly root: string;
  pidFile(name: string): string;
  logFile(name: string): string;
  path(...parts: readonly string[]): string;
}

/**
 * Opens the folder of a stack and makes it, readable by its owner only because keys and kubeconfigs lie in it.
 * Throws for a folder that holds something else, because `removeStateDirectory` deletes everything in it.
 */
export function openStateDirectory(directory: string): StateDirectory {
  const root = resolve(directory);
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const marker = join(root, MARKER);
  if (!existsSync(marker)) {
    if (readdirSync(root).length > 0) {
      throw new Error(`${root} holds files that are not of a local stack; name an empty or new folder instead`);
    }
    writeFileSync(marker, 'This folder belongs to a local Cloudburst stack and is deleted with it.\n');
  }
  return {
    root,
    pidFile: (name) => join(root, 'pids', `${name}.pid`),
    logFile: (name) => join(root, 'logs', `${name}.log`),
    path: (...parts) => join(root, ...parts),
  };
}

/** Whether a stack has its folder here. */
export function isStateDirectory(directory: string): boolean {
  return existsSync(join(resolve(directory), MARKER));
}

/** Deletes the folder of a stack whose processes are gone; no-op when there is none. */
export function removeStateDirectory(directory: string): void {
  if (isStateDirectory(directory)) rmSync(resolve(directory), { recursive: true, force: true });
}
