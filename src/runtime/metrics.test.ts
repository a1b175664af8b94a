import { createServer } from 'node:net';
import { Runtime } from '@temporalio/worker';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLog } from './log.ts';
import { createCounters, installRuntime } from './metrics.ts';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return address.port;
}

async function scrape(port: number): Promise<readonly string[]> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  return (await answer.text()).split('\n').filter((line) => line.startsWith('cloudburst_'));
}

describe('metrics', () => {
  it('come out under their conventional names, also after the runtime was replaced', async () => {
    const port = await freePort();
    const log = createLog({ level: 'error', format: 'json' }, { write: () => undefined });
    installRuntime({ log, metricsAddress: { host: '127.0.0.1', port } });
    onTestFinished(() => Runtime.instance().shutdown());
    const counters = createCounters();
    counters.add('failover_total', { from: 'hetzner', to: 'scaleway' });
    counters.add('failover_total', { from: 'hetzner', to: 'scaleway' });
    counters.observe('nodeclaims_launch_duration_seconds', 1.3, { provider: 'hetzner' });
    counters.set('cluster_state_unsynced_time_seconds', 0.25);
    expect(await scrape(port)).toEqual(
      expect.arrayContaining([
        'cloudburst_failover_total{from="hetzner",to="scaleway"} 2',
        'cloudburst_nodeclaims_launch_duration_seconds_bucket{provider="hetzner",le="1"} 0',
        'cloudburst_nodeclaims_launch_duration_seconds_bucket{provider="hetzner",le="2.5"} 1',
        'cloudburst_nodeclaims_launch_duration_seconds_sum{provider="hetzner"} 1.3',
        'cloudburst_cluster_state_unsynced_time_seconds 0.25',
      ]),
    );

    await Runtime.instance().shutdown();
    counters.set('insecure_skip_verify', 1);
    expect(await scrape(port)).toEqual(['cloudburst_insecure_skip_verify 1']);
  });
});
