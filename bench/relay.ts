import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findFreePorts } from '../hack/local/free-ports.ts';

/** Something between a client and a server that can swallow everything. */
export interface Relay {
  /** The server's address with the relay's port. */
  readonly endpoint: string;
  /** Connections are still accepted (by the kernel), nothing is ever answered. */
  silence(): void;
  /** Ends the connections that stand; no new one is accepted then: the queue of the listening socket is full. */
  seal(): Promise<void>;
  /** All is well again. */
  reopen(): void;
  stop(): Promise<void>;
}

/** Connections that wait to be accepted, at most; Linux takes one more. */
const backlog = 8;
/** Milliseconds after which a connection on this machine counts as not accepted. */
const patienceMs = 300;

/** Starts a relay to the server behind a URL on this machine. */
export async function startRelay(serverUrl: string): Promise<Relay> {
  const url = new URL(serverUrl);
  const { relay: port } = await findFreePorts({ relay: undefined });
  const args = [port, Number(url.port), backlog].map(String);
  const child = fork(fileURLToPath(new URL('relay-process.ts', import.meta.url)), args);
  await once(child, 'message');
  url.port = String(port);
  let fillers: readonly Socket[] = [];
  return {
    endpoint: url.href,
    silence: () => void child.kill('SIGSTOP'),
    async seal() {
      const hungUp = once(child, 'message');
      child.send('hang up');
      await hungUp;
      child.kill('SIGSTOP');
      fillers = await fillQueue(port);
    },
    reopen() {
      for (const filler of fillers) filler.destroy();
      fillers = [];
      child.kill('SIGCONT');
    },
    async stop() {
      const end = once(child, 'exit');
      child.kill('SIGKILL');
      await end;
    },
  };
}

/** Connects until a connection is no longer accepted. */
async function fillQueue(port: number): Promise<readonly Socket[]> {
  const fillers: Socket[] = [];
  for (let count = 0; count < 10 * backlog; count += 1) {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('error', () => undefined);
    fillers.push(socket);
    const accepted = await Promise.race([once(socket, 'connect').then(() => true), pause(patienceMs, false)]);
    if (!accepted) return fillers;
  }
  throw new Error(
    `Port ${port} goes on accepting connections although nobody serves it; is tcp_abort_on_overflow set?`,
  );
}
