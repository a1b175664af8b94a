import { execFileSync } from 'node:child_process';
import { describe, expect, it, vi } from 'vitest';
import { renderUserData } from '../../../bootstrap/user-data.ts';
import type { MachineSpec } from '../driver.ts';
import { userDataOnly } from '../metadata/service.ts';
import { createHollowDriver } from './hollow-driver.ts';

// Nothing listens on port 1 of this machine: the API server is out of reach.
const unreachable = 'https://127.0.0.1:1';

const caData = execFileSync(
  'openssl',
  [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    '/dev/null',
    '-subj',
    '/CN=x',
  ],
  { encoding: 'utf8', stdio: 'pipe' },
);

function aSpec(id: string, userData?: string): MachineSpec {
  const rendered = renderUserData({
    claimName: id,
    hostApiServer: unreachable,
    caData,
    token: { id: 'abcdef', secret: 'canarycanary0001' },
    kubernetesVersion: '1.34.3',
    provider: 'hetzner',
    zone: 'fsn1',
    reserved: { cpuMillis: 70, memoryBytes: 1, evictionMemoryBytes: 1 },
  });
  return {
    id,
    userData: userData ?? rendered,
    metadataService: userDataOnly(userData ?? rendered),
    address: '100.64.0.9',
    hardware: { cpus: 2, memoryBytes: 2 ** 32, diskBytes: 2 ** 35, architecture: 'amd64' },
    metadata: { provider: 'hetzner', instanceId: '1', region: 'eu-central', zone: 'fsn1' },
  };
}

describe('hollow driver', () => {
  it('retries while the API server is out of reach, and tells only the console', async () => {
    const lines: string[] = [];
    const driver = createHollowDriver({ retryMs: 1, log: (id, line) => lines.push(`${id}: ${line}`) });
    driver.boot(aSpec('m1'));
    await vi.waitFor(() => expect(driver.consoleOf('m1').length).toBeGreaterThan(3));
    expect(driver.consoleOf('m1').slice(0, 2)).toEqual([
      'Booting',
      expect.stringMatching(/^Joining failed, attempt 1: Error sending GET \/api.*ECONNREFUSED/),
    ]);
    await driver.close();
    expect(lines[0]).toBe('m1: Booting');
    expect(lines.join('\n')).not.toContain('canary');
  });

  it('boots a machine without user data as one that never joins', async () => {
    const driver = createHollowDriver({ retryMs: 1 });
    const machine = driver.boot(aSpec('m1', ''));
    await vi.waitFor(() => expect(driver.consoleOf('m1').join('\n')).toContain('does not begin with #cloud-config'));
    await machine.powerOff();
  });

  it('does nothing after the power was cut, which may happen twice', async () => {
    const driver = createHollowDriver({ retryMs: 1 });
    const [off, on] = [driver.boot(aSpec('off')), driver.boot(aSpec('on'))];
    await vi.waitFor(() => expect(driver.consoleOf('off').length).toBeGreaterThan(2));
    await Promise.all([off.powerOff(), off.powerOff()]);
    const printed = driver.consoleOf('off').length;
    const seen = driver.consoleOf('on').length;
    await vi.waitFor(() => expect(driver.consoleOf('on').length).toBeGreaterThan(seen + 3), 5000);
    expect(driver.consoleOf('off').length).toBe(printed);
    await on.powerOff();
  });

  it('cuts the power of what runs under an id before it boots that id again', async () => {
    const driver = createHollowDriver({ bootMs: 60_000 });
    driver.boot(aSpec('m1'));
    const second = driver.boot(aSpec('m1'));
    // With the first one still waiting for its boot to end, this would not return.
    await second.powerOff();
    await driver.close();
    expect(driver.consoleOf('m1')).toEqual([]);
  });

  it('does nothing while a machine is frozen, and goes on when it thaws', async () => {
    const driver = createHollowDriver({ retryMs: 1 });
    const frozen = driver.boot(aSpec('frozen'));
    frozen.freeze();
    driver.boot(aSpec('other'));
    await vi.waitFor(() => expect(driver.consoleOf('other').length).toBeGreaterThan(5), 5000);
    expect(driver.consoleOf('frozen')).toEqual(['Booting']);
    frozen.thaw();
    await vi.waitFor(() => expect(driver.consoleOf('frozen').length).toBeGreaterThan(2), 5000);
    await driver.close();
  });

  it('can switch a frozen machine off, and the freeze does not outlive the power', async () => {
    const driver = createHollowDriver({ retryMs: 1 });
    const frozen = driver.boot(aSpec('frozen'));
    frozen.freeze();
    driver.boot(aSpec('other'));
    await vi.waitFor(() => expect(driver.consoleOf('other').length).toBeGreaterThan(5), 5000);
    // What it was about to send waits for a thaw; without one, this would not return.
    await frozen.powerOff();
    driver.boot(aSpec('frozen'));
    await vi.waitFor(() => expect(driver.consoleOf('frozen').length).toBeGreaterThan(3), 5000);
    await driver.close();
  });

  it('keeps a network cut through a power cycle, until it is restored', async () => {
    const driver = createHollowDriver({ retryMs: 1 });
    const first = driver.boot(aSpec('m1'));
    first.cutNetwork();
    await first.powerOff();
    const printed = driver.consoleOf('m1').length;
    const second = driver.boot(aSpec('m1'));
    const since = (): string => driver.consoleOf('m1').slice(printed).join('\n');
    await vi.waitFor(() => expect(since()).toContain('The network is cut'), 5000);
    expect(since()).not.toContain('ECONNREFUSED');
    second.restoreNetwork();
    await vi.waitFor(() => expect(since()).toContain('ECONNREFUSED'), 5000);
    await driver.close();
  });

  it('forgets the oldest machines that are off', async () => {
    const driver = createHollowDriver({ bootMs: 60_000 });
    for (let n = 0; n < 502; n += 1) await driver.boot(aSpec(`m${n}`, 'x')).powerOff();
    expect(driver.consoleOf('m1')).toEqual([]);
    expect(driver.consoleOf('m2')).toEqual(['Booting']);
    await driver.close();
  });
});
