import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { KubeClient } from '../kube/client-api.ts';
import { LeaderElector } from '../kube/lease.ts';
import { systemTime } from '../kube/time.ts';
import type { Watcher } from '../watcher/watcher.ts';
import type { Config } from './config.ts';
import type { Counters } from './counters.ts';
import type { Log } from './log.ts';

/** A watcher that runs, or waits for its turn. */
export interface LedWatcher {
  stop(): Promise<void>;
}

/** Runs the watcher while this process holds the Lease; without leader election, at once. */
export function lead(
  watcher: Watcher,
  config: Config['kubernetes'],
  deps: { readonly kube: KubeClient; readonly log: Log; readonly counters: Counters },
): LedWatcher {
  if (!config.leaderElect) return runAlone(watcher);
  const elector = new LeaderElector({
    client: deps.kube,
    lease: { namespace: config.leaseNamespace, name: 'cloudburst-watcher' },
    identity: `${hostname()}-${randomUUID()}`,
    onStarted: (signal) => {
      deps.counters.set('leader', 1);
      return watcher.run(signal);
    },
    onStopped: (cause) => {
      deps.counters.set('leader', 0);
      deps.log.info({ cause }, 'Leading has ended');
    },
    time: systemTime,
    log: deps.log,
  });
  elector.start();
  return { stop: () => elector.stop() };
}

function runAlone(watcher: Watcher): LedWatcher {
  const stopping = new AbortController();
  const running = watcher.run(stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
