import { access, constants } from 'node:fs/promises';
import { runProgram } from '../local/run-program.ts';
import type { Program } from './versions.ts';

/** The version that a program file states of itself; undefined when there is no such file or it states none. */
export async function versionOf(program: Program, file: string): Promise<string | undefined> {
  try {
    await access(file, constants.X_OK);
    const output = await runProgram(file, versionArguments(program), { timeoutMs: 20_000 });
    return parseVersion(program, output);
  } catch {
    return undefined;
  }
}

function versionArguments(program: Program): readonly string[] {
  switch (program) {
    case 'kubectl':
      return ['version', '--client'];
    case 'kubeadm':
      return ['version', '--output=short'];
    default:
      return ['--version'];
  }
}

/** Takes the version out of what a program prints, without its leading `v` and with any suffix: `1.32.4-vendor` fits no `1.32.4`. */
export function parseVersion(program: Program, output: string): string | undefined {
  return versionPattern(program).exec(output)?.[1];
}

function versionPattern(program: Program): RegExp {
  switch (program) {
    case 'temporal':
      return /^temporal version (\S+)/m;
    case 'etcd':
      return /^etcd Version: (\S+)/m;
    case 'kubectl':
      return /^Client Version: v(\S+)/m;
    case 'kubeadm':
      return /^v(\S+)/m;
    default:
      return /^Kubernetes v(\S+)/m;
  }
}
