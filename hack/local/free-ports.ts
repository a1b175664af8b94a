import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

// Below Linux's ephemeral range (32768 up) and the NodePort range (30000 up), so that no outgoing connection
// takes the port of a server that is being restarted.
const FIRST_PORT = 20_000;
const PORT_COUNT = 10_000;
const ATTEMPTS_PER_PORT = 200;

/** Ports on 127.0.0.1 that nobody listens on, all different. Each wanted port is kept if it is free; the others are found. */
export async function findFreePorts<Name extends string>(
  wanted: Readonly<Record<Name, number | undefined>>,
): Promise<Record<Name, number>> {
  const held: Server[] = [];
  const found: Partial<Record<Name, number>> = {};
  try {
    for (const name of namesOf(wanted)) {
      const server = await holdPort(wanted[name]);
      held.push(server.server);
      found[name] = server.port;
    }
  } finally {
    await Promise.all(held.map(release));
  }
  return complete(found, wanted);
}

function namesOf<Name extends string>(record: Readonly<Record<Name, unknown>>): readonly Name[] {
  // Object.keys forgets the key type; the record has no other keys.
  return Object.keys(record) as Name[];
}

function complete<Name extends string>(
  found: Partial<Record<Name, number>>,
  wanted: Readonly<Record<Name, unknown>>,
): Record<Name, number> {
  for (const name of namesOf(wanted)) if (found[name] === undefined) throw new Error(`No port was found for ${name}`);
  // The loop above has just checked every key.
  return found as Record<Name, number>;
}

async function holdPort(wanted: number | undefined): Promise<{ readonly server: Server; readonly port: number }> {
  for (let attempt = 0; attempt < ATTEMPTS_PER_PORT; attempt += 1) {
    const port = attempt === 0 && wanted !== undefined ? wanted : FIRST_PORT + Math.floor(Math.random() * PORT_COUNT);
    const server = createServer();
    server.listen({ port, host: '127.0.0.1', exclusive: true });
    const listening = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (listening) return { server, port };
  }
  throw new Error(`No free port between ${FIRST_PORT} and ${FIRST_PORT + PORT_COUNT} was found on 127.0.0.1`);
}

async function release(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  await closed;
}
