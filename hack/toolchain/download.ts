import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { runProgram } from '../local/run-program.ts';
import type { ReleaseHosts } from './release-host.ts';
import { publishedSum, type Release } from './releases.ts';

/** One program to fetch. */
export interface Download {
  readonly release: Release;
  /** Where the program is to lie; it appears there whole or not at all. */
  readonly target: string;
  /** Folder for what is not yet checked, on the same file system as the target. */
  readonly temporary: string;
  /** Told the number of bytes as they arrive. */
  readonly onBytes?: (count: number) => void;
}

/** Fetches a release, compares its SHA-256 with the published one and only then puts it in place. Throws one sentence when it cannot. */
export async function downloadProgram(hosts: ReleaseHosts, download: Download): Promise<void> {
  const { release, target, temporary } = download;
  const expected = await fetchSum(hosts, release);
  await Promise.all([temporary, dirname(target)].map((folder) => mkdir(folder, { recursive: true })));
  const folder = await mkdtemp(join(temporary, 'download-'));
  try {
    const file = join(folder, basename(release.url));
    const actual = await fetchFile(hosts, download, file);
    if (actual !== expected) {
      throw new Error(`${release.url} was refused: its SHA-256 is ${actual} and the published one is ${expected}`);
    }
    const program = await unpack(file, folder, release.archivePath);
    await chmod(program, 0o755);
    await rename(program, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fetchSum(hosts: ReleaseHosts, release: Release): Promise<string> {
  const response = await hosts.get(release.checksumUrl);
  const sum = publishedSum(await response.text(), basename(release.url));
  if (sum === undefined) throw new Error(`${release.checksumUrl} names no SHA-256 for ${basename(release.url)}`);
  return sum;
}

async function fetchFile(hosts: ReleaseHosts, download: Download, file: string): Promise<string> {
  const response = await hosts.get(download.release.url);
  if (response.body === null) throw new Error(`${download.release.url} is empty`);
  const hash = createHash('sha256');
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done): void {
      hash.update(chunk);
      download.onBytes?.(chunk.length);
      done(null, chunk);
    },
  });
  await pipeline(Readable.fromWeb(response.body), measure, createWriteStream(file));
  return hash.digest('hex');
}

async function unpack(file: string, folder: string, archivePath: string | undefined): Promise<string> {
  if (archivePath === undefined) return file;
  await runProgram('tar', ['-xzf', file, '-C', folder, archivePath], { timeoutMs: 120_000 });
  return join(folder, archivePath);
}
