import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimPorts } from './stored-ports.ts';
import { temporaryFolder } from './temporary-folder.ts';

const anyPorts = { one: undefined, two: undefined };

describe('claimPorts', () => {
  it('finds different ports outside the range of outgoing connections and gives the same ones next time', async () => {
    using folder = temporaryFolder();
    const claim = { file: join(folder.path, 'ports.json'), preferred: anyPorts, running: false };
    const ports = await claimPorts(claim);
    expect(ports.one).not.toBe(ports.two);
    for (const port of Object.values(ports)) expect(port).toBeGreaterThanOrEqual(20_000);
    for (const port of Object.values(ports)) expect(port).toBeLessThan(30_000);
    expect(await claimPorts(claim)).toEqual(ports);
  });

  it('gives way where somebody else listens, unless that is the component itself', async () => {
    using folder = temporaryFolder();
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const taken = portOf(server.address());
    const file = join(folder.path, 'ports.json');
    writeFileSync(file, JSON.stringify({ one: taken }));
    const own = await claimPorts({ file, preferred: { one: undefined }, running: true });
    const other = await claimPorts({ file, preferred: { one: undefined }, running: false });
    server.close();
    expect(own.one).toBe(taken);
    expect(other.one).not.toBe(taken);
  });

  it('starts anew when the file is broken', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'ports.json');
    writeFileSync(file, '{"one": "many"}');
    expect(Object.keys(await claimPorts({ file, preferred: anyPorts, running: true }))).toEqual(['one', 'two']);
  });
});

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port');
  return address.port;
}
