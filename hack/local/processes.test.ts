import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPidFile, writePidFile } from './pid-file.ts';
import { identifyProcess, isRunning } from './process-identity.ts';
import { type ProcessSpec, startProcess, stopInOrder, stopProcess, waitUntilReady } from './processes.ts';
import { temporaryFolder } from './temporary-folder.ts';

const never = (): Promise<boolean> => Promise.resolve(false);

function shell(folder: string, script: string, name = 'worker'): ProcessSpec {
  const file = (suffix: string): string => join(folder, `${name}.${suffix}`);
  return { name, command: '/bin/sh', args: ['-c', script], logFile: file('log'), pidFile: file('pid') };
}

async function started(spec: ProcessSpec, line = 'started'): Promise<void> {
  const identity = await startProcess(spec);
  const isReady = (): Promise<boolean> => Promise.resolve(readFileSync(spec.logFile, 'utf8').includes(line));
  await waitUntilReady({ name: spec.name, process: identity, logFile: spec.logFile, deadlineMs: 10_000, isReady });
}

describe('startProcess', () => {
  it('records the process and leaves it alone when it is started again', async () => {
    using folder = temporaryFolder();
    const spec = shell(folder.path, 'echo started; sleep 60');
    const first = await startProcess(spec);
    expect(await startProcess(spec)).toEqual(first);
    expect(readPidFile(spec.pidFile)).toEqual(first);
    expect(await stopProcess(spec.pidFile)).toBe('Stopped');
  });

  it('names the program that cannot be executed', async () => {
    using folder = temporaryFolder();
    const spec = { ...shell(folder.path, ''), command: join(folder.path, 'absent') };
    await expect(startProcess(spec)).rejects.toThrow(/^worker cannot be started from .*absent: .*ENOENT/);
  });

  it('keeps settings of the caller away from the process', async () => {
    using folder = temporaryFolder();
    process.env['ETCD_NAME'] = 'surprise';
    const spec = { ...shell(folder.path, 'echo "started [$ETCD_NAME] [$GIVEN]"; sleep 60'), env: { GIVEN: 'yes' } };
    await started(spec);
    await stopProcess(spec.pidFile);
    delete process.env['ETCD_NAME'];
    expect(readFileSync(spec.logFile, 'utf8')).toBe('started [] [yes]\n');
  });
});

describe('stopProcess', () => {
  it('does not touch a process that got the number of a dead one', async () => {
    using folder = temporaryFolder();
    const spec = shell(folder.path, 'echo started; sleep 60');
    const identity = await startProcess(spec);
    const stale = join(folder.path, 'stale.pid');
    writePidFile(stale, { pid: identity.pid, startTicks: `${Number(identity.startTicks) - 1}` });
    expect(await stopProcess(stale)).toBe('NotRunning');
    expect(isRunning(identity)).toBe(true);
    expect(await stopProcess(spec.pidFile)).toBe('Stopped');
    expect(isRunning(identity)).toBe(false);
  });

  it('kills a process that ignores the request, and what it started', async () => {
    using folder = temporaryFolder();
    const spec = shell(folder.path, 'trap "" TERM; sleep 60 & echo "child $!"; echo started; while :; do wait; done');
    await started(spec);
    const child = Number(/child (\d+)/.exec(readFileSync(spec.logFile, 'utf8'))?.[1]);
    expect(await stopProcess(spec.pidFile, 100)).toBe('Killed');
    await expect.poll(() => identifyProcess(child)).toBeUndefined();
  });

  it.each([['nothing'], [''], ['12'], ['words here']])('takes a pid file with %j for no process', async (content) => {
    using folder = temporaryFolder();
    const pidFile = join(folder.path, 'x.pid');
    if (content !== 'nothing') writeFileSync(pidFile, content);
    expect(await stopProcess(pidFile)).toBe('NotRunning');
  });
});

describe('stopInOrder', () => {
  it('stops one after the other, in the order given', async () => {
    using folder = temporaryFolder();
    const witness = join(folder.path, 'order');
    const specs = ['first', 'second', 'third'].map((name, index) =>
      // The earlier ones take longer, so that they would come last if all were asked at once.
      shell(
        folder.path,
        `trap 'sleep 0.${3 - index}; echo ${name} >> ${witness}; exit' TERM; echo started; while :; do sleep 0.02; done`,
        name,
      ),
    );
    for (const spec of specs) await started(spec);
    await stopInOrder(specs.map((spec) => spec.pidFile));
    expect(readFileSync(witness, 'utf8')).toBe('first\nsecond\nthird\n');
  });
});

describe('waitUntilReady', () => {
  it('ends with the deadline and the end of the log', async () => {
    using folder = temporaryFolder();
    const spec = shell(folder.path, 'echo started; echo "cannot bind port 1" >&2; sleep 60');
    await started(spec, 'cannot bind');
    const running = await startProcess(spec);
    const wait = waitUntilReady({
      name: 'etcd',
      process: running,
      logFile: spec.logFile,
      deadlineMs: 60,
      isReady: never,
    });
    await expect(wait).rejects.toThrow(
      /^etcd was not ready within 0.06 s; its log .*worker.log ends:\nstarted\ncannot bind port 1$/,
    );
    await stopProcess(spec.pidFile);
  });

  it('ends at once when the process has died', async () => {
    using folder = temporaryFolder();
    const logFile = join(folder.path, 'etcd.log');
    writeFileSync(logFile, 'unknown flag: --wrong\n');
    const identity = { pid: 1, startTicks: 'never' };
    const wait = waitUntilReady({ name: 'etcd', process: identity, logFile, deadlineMs: 600_000, isReady: never });
    await expect(wait).rejects.toThrow(/^etcd stopped before it was ready; its log .* ends:\nunknown flag: --wrong$/);
  });
});
