import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where everything of one local stack lives. All paths are absolute. */
export interface StateDirectory {
  readonly root: string;
  pidFile(name: string): string;
  logFile(name: string): string;
  path(...parts: readonly string[]): string;
}

/** Opens the folder of a stack and makes it, readable by its owner only because keys and kubeconfigs lie in it. */
export function openStateDirectory(directory: string): StateDirectory {
  const root = resolve(directory);
  mkdirSync(root, { recursive: true, mode: 0o700 });
  return {
    root,
    pidFile: (name) => join(root, 'pids', `${name}.pid`),
    logFile: (name) => join(root, 'logs', `${name}.log`),
    path: (...parts) => join(root, ...parts),
  };
}
