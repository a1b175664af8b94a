import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openReleaseHosts } from './release-host.ts';

describe('openReleaseHosts', () => {
  it('gives a silent host up after its deadline and does not call it again', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const host = typeof address === 'object' ? `127.0.0.1:${address?.port}` : '';
    const hosts = openReleaseHosts(100);
    for (const file of ['one', 'two']) {
      await expect(hosts.get(`http://${host}/${file}`)).rejects.toThrow(`${host} does not answer`);
    }
    expect(sockets).toHaveLength(1);
    await hosts.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
});
