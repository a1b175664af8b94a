import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readPidFile } from './pid-file.ts';
import { identifyProcess } from './process-identity.ts';
import type { Report } from './steps.ts';
import { withProgress } from './progress.ts';

const POLL_INTERVAL_MS = 200;

/** What is locked. */
export interface LockRequest {
  readonly file: string;
  readonly report: Report;
  /** What another owner does, for the line that tells why this one waits: `prepares the same programs`. */
  readonly purpose: string;
}

/**
 * Does the work while no other process of this host does work under the same lock file. A lock whose owner died is taken over.
 * The lock saves doing things twice; it is no guard: two processes that take over a dead lock at once may both work.
 */
export async function withLock<Result>(request: LockRequest, work: () => Promise<Result>): Promise<Result> {
  const lockFile = request.file;
  mkdirSync(dirname(lockFile), { recursive: true });
  if (!tryLock(lockFile)) {
    await withProgress(request.report, {
      title: `Waiting for another process that ${request.purpose}`,
      detail: () => `lock ${lockFile} of process ${readPidFile(lockFile)?.pid ?? '(gone)'}`,
      work: async () => {
        while (!tryLock(lockFile)) await pause(POLL_INTERVAL_MS);
      },
    });
  }
  try {
    return await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

// A link appears with its content at once, so that nobody ever reads a lock without an owner.
function tryLock(lockFile: string): boolean {
  const own = identifyProcess(process.pid);
  if (own === undefined)
    throw new Error('This process has no entry in /proc; mount /proc or name a folder in CLOUDBURST_TOOLCHAIN_DIR');
  const candidate = `${lockFile}.${own.pid}`;
  writeFileSync(candidate, `${own.pid} ${own.startTicks}\n`);
  try {
    linkSync(candidate, lockFile);
    return true;
  } catch {
    if (readPidFile(lockFile) === undefined && isReadable(lockFile)) rmSync(lockFile, { force: true });
    return false;
  } finally {
    rmSync(candidate, { force: true });
  }
}

function isReadable(file: string): boolean {
  try {
    readFileSync(file);
    return true;
  } catch {
    return false;
  }
}
