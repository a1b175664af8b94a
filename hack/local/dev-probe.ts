import { isListening } from './listening.ts';

/**
 * Whether a process of the stack serves at its address: `run` answers /readyz with success; the others accept connections
 * on their port, as their certificates are not trusted here.
 */
export async function probeService(name: string, address: string, signal: AbortSignal): Promise<boolean> {
  if (name === 'run') return (await fetch(new URL('/readyz', address), { signal })).ok;
  return isListening(Number(new URL(address).port));
}
