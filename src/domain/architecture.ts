import type { Architecture } from './offering.ts';

/** Kubernetes' name of a CPU architecture: x86_64 is amd64, aarch64 is arm64. Undefined for an architecture that no cloud rents. */
export function architectureOf(name: string): Architecture | undefined {
  switch (name) {
    case 'amd64':
    case 'x86_64':
      return 'amd64';
    case 'arm64':
    case 'aarch64':
      return 'arm64';
    default:
      return undefined;
  }
}
