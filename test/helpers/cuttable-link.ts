import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

/** A TCP forwarder on 127.0.0.1 that can be cut like a network. Dispose of it at the end of the test. */
export interface CuttableLink extends AsyncDisposable {
  readonly port: number;
  /** Resets every connection and refuses new ones until mended. */
  cut(): void;
  /** Lets nothing more through, without closing anything: the silence of an unplugged cable. */
  freeze(): void;
  mend(): void;
}

/** Forwards a free port of 127.0.0.1 to another port there. */
export async function openLink(targetPort: number): Promise<CuttableLink> {
  const sockets = new Set<Socket>();
  let refuse = false;
  const server = createServer((near) => {
    if (refuse) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(targetPort, '127.0.0.1');
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        (socket === near ? far : near).destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: address === null || typeof address === 'string' ? 0 : address.port,
    cut: () => {
      refuse = true;
      for (const socket of sockets) socket.resetAndDestroy();
    },
    freeze: () => {
      for (const socket of sockets) socket.unpipe();
    },
    mend: () => (refuse = false),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
