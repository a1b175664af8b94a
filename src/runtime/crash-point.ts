import type { ActivityInterceptorsFactory } from '@temporalio/worker';

/** Where a process kills itself, once: before an activity does anything, or after it has done everything and nobody knows. */
export interface CrashPoint {
  readonly activity: string;
  readonly moment: 'before' | 'after';
}

/** Reads `drainNode` or `drainNode:after`; undefined for anything else. */
export function parseCrashPoint(text: string): CrashPoint | undefined {
  const found = /^(?<activity>[a-z][A-Za-z]+)(?::(?<moment>before|after))?$/.exec(text)?.groups;
  if (found?.['activity'] === undefined) return undefined;
  return { activity: found['activity'], moment: found['moment'] === 'after' ? 'after' : 'before' };
}

/** Interceptors that end the process as `kill -9` would, which is how tests and drills prove that a crash costs nothing. */
export function crashAt(point: CrashPoint, kill: () => void = killSelf): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      async execute(input, next) {
        if (info.activityType !== point.activity) return next(input);
        if (point.moment === 'before') kill();
        const result = await next(input);
        kill();
        return result;
      },
    },
  });
}

function killSelf(): void {
  process.kill(process.pid, 'SIGKILL');
}
