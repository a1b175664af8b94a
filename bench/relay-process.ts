import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

// A process of its own, so that it can be halted: a halted listener is what a black hole looks like from outside.
const [port, target, backlog] = process.argv.slice(2).map(Number);
const open = new Set<Socket>();
const server = createServer((inside) => {
  open.add(inside);
  const outside = connect({ host: '127.0.0.1', port: target ?? 0 });
  inside.pipe(outside).pipe(inside);
  inside.on('error', () => outside.destroy());
  outside.on('error', () => inside.destroy());
  inside.on('close', () => {
    open.delete(inside);
    outside.destroy();
  });
});
server.listen({ host: '127.0.0.1', port, backlog }, () => process.send?.('listening'));
process.on('message', () => {
  for (const socket of open) socket.destroy();
  process.send?.('hung up');
});
process.on('disconnect', () => process.exit());
