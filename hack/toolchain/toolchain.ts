import type { Program } from './versions.ts';

/** The programs of the local stack, each found or made. */
export interface Toolchain {
  /** Absolute path of the program; its version has been checked or is covered by the cache's key. */
  path(program: Program): string;
}
