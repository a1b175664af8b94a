import type { RequestOptions } from 'node:https';
import { describe, expect, it } from 'vitest';
import { createConnector } from './connection.ts';

function changeable(cluster: { readonly server: string; readonly proxyUrl?: string } | null) {
  const given: RequestOptions = { ca: 'ca-1' };
  let reads = 0;
  return {
    given,
    reads: () => reads,
    config: {
      getCurrentCluster: () => cluster,
      applyToHTTPSOptions: async (options: RequestOptions) => {
        reads += 1;
        Object.assign(options, given);
      },
    },
  };
}

const cluster = { server: 'https://127.0.0.1:6443/k8s/clusters/c-1/' };

describe('a connector', () => {
  it('keeps its agent while the credentials stay the same, and replaces it when the CA changes', async () => {
    const clock = { nowMs: 0 };
    const { config, given } = changeable(cluster);
    const connector = createConnector(config, () => clock.nowMs);
    const first = await connector.connect();
    clock.nowMs += 10_000;
    expect((await connector.connect()).dispatcher).toBe(first.dispatcher);
    given.ca = 'ca-2';
    clock.nowMs += 10_000;
    expect((await connector.connect()).dispatcher).not.toBe(first.dispatcher);
    await connector.close();
  });

  it('reads the credentials again after ten seconds, or when they are to be forgotten', async () => {
    const clock = { nowMs: 0 };
    const { config, reads } = changeable(cluster);
    const connector = createConnector(config, () => clock.nowMs);
    await Promise.all([connector.connect(), connector.connect()]);
    clock.nowMs += 9_999;
    await connector.connect();
    expect(reads()).toBe(1);
    clock.nowMs += 1;
    await connector.connect();
    expect(reads()).toBe(2);
    connector.forget();
    await connector.connect();
    expect(reads()).toBe(3);
    await connector.close();
  });

  it('does not remember a failed read', async () => {
    const { config, reads } = changeable(cluster);
    const read = config.applyToHTTPSOptions;
    config.applyToHTTPSOptions = () => Promise.reject(new Error('token file is away'));
    const connector = createConnector(config, () => 0);
    await expect(connector.connect()).rejects.toThrow('token file is away');
    config.applyToHTTPSOptions = read;
    await connector.connect();
    expect(reads()).toBe(1);
    await connector.close();
  });

  it('keeps the path prefix of the server and turns a user name and password into a header', async () => {
    const { config, given } = changeable(cluster);
    given.auth = 'ann:secret';
    const connector = createConnector(config, () => 0);
    const connection = await connector.connect();
    expect(connection).toMatchObject({ origin: 'https://127.0.0.1:6443', basePath: '/k8s/clusters/c-1' });
    expect(connection.headers['authorization']).toBe(`Basic ${Buffer.from('ann:secret').toString('base64')}`);
    await connector.close();
  });

  it('says what is wrong with a kubeconfig that it cannot use', async () => {
    const connect = (chosen: Parameters<typeof changeable>[0]) =>
      createConnector(changeable(chosen).config, () => 0).connect();
    await expect(connect(null)).rejects.toThrow(/set its current-context/);
    await expect(connect({ ...cluster, proxyUrl: 'socks5://127.0.0.1:1' })).rejects.toThrow(
      /other proxies are not supported/,
    );
  });
});
