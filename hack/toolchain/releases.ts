import type { Platform } from './platform.ts';
import { etcdVersion, kubernetesVersion, type Program, temporalVersion } from './versions.ts';

/** Where official releases are published, without a slash at the end. */
export interface ReleaseBases {
  readonly kubernetes: string;
  readonly etcd: string;
  readonly temporal: string;
}

/** The projects' own release hosts. */
export const officialReleases: ReleaseBases = {
  kubernetes: 'https://dl.k8s.io/release',
  etcd: 'https://github.com/etcd-io/etcd/releases/download',
  temporal: 'https://github.com/temporalio/cli/releases/download',
};

/** One file to download. */
export interface Release {
  readonly url: string;
  /** SHA-256 sums published beside it: one bare sum, or lines of sum and file name. */
  readonly checksumUrl: string;
  /** Where the program lies in a gzipped tar archive; undefined when the file is the program itself. */
  readonly archivePath?: string;
}

/** The release that holds a program. */
export function releaseOf(program: Program, platform: Platform, bases: ReleaseBases): Release {
  const { os, arch } = platform;
  switch (program) {
    case 'temporal': {
      const folder = `${bases.temporal}/v${temporalVersion}`;
      const url = `${folder}/temporal_cli_${temporalVersion}_${os}_${arch}.tar.gz`;
      return { url, checksumUrl: `${folder}/checksums.txt`, archivePath: 'temporal' };
    }
    case 'etcd': {
      const folder = `${bases.etcd}/v${etcdVersion}`;
      const name = `etcd-v${etcdVersion}-${os}-${arch}`;
      return { url: `${folder}/${name}.tar.gz`, checksumUrl: `${folder}/SHA256SUMS`, archivePath: `${name}/etcd` };
    }
    default: {
      const url = `${bases.kubernetes}/v${kubernetesVersion}/bin/${os}/${arch}/${program}`;
      return { url, checksumUrl: `${url}.sha256` };
    }
  }
}

/** The SHA-256 sum, in lower case, that a checksum file gives for a file name; undefined when it gives none. */
export function publishedSum(checksumFile: string, fileName: string): string | undefined {
  for (const line of checksumFile.trim().split('\n')) {
    const [sum = '', name] = line.trim().split(/\s+\*?/);
    if (/^[0-9a-f]{64}$/i.test(sum) && (name === undefined || name === fileName)) return sum.toLowerCase();
  }
  return undefined;
}
