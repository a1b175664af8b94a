import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { TemporalConfig } from './config.ts';
import type { Log } from './log.ts';
import { findNamespaceProblem, registerSearchAttributes } from './temporal-namespace.ts';
import { reportRetention } from './temporal-retention.ts';

/** A connection that workers and clients share. Close `native` when both have stopped. */
export interface TemporalConnection {
  readonly native: NativeConnection;
  readonly client: Client;
}

/** Who hears of attempts that fail. */
export interface ConnectionListener {
  readonly log: Log;
  /** Gets the sentence that the log gets. */
  readonly onProblem: (problem: string) => void;
}

/** First and longest wait between two attempts, in milliseconds. */
const firstWaitMs = 1_000;
const longestWaitMs = 10_000;

/**
 * Connects to Temporal, for as long as it takes: every attempt that fails logs one sentence with the mend. The namespace must exist;
 * search attributes that it lacks are registered, or reported where that is not allowed. Rejects with the signal's reason only.
 */
export async function connectTemporal(
  config: TemporalConfig,
  { log, onProblem }: ConnectionListener,
  signal: AbortSignal,
): Promise<TemporalConnection> {
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    signal.throwIfAborted();
    const attempt = await tryToConnect(config);
    if (attempt.kind === 'connected') {
      await registerSearchAttributes(attempt.native, config, log);
      await reportRetention(attempt.native, config, log);
      return {
        native: attempt.native,
        client: new Client({ connection: attempt.native, namespace: config.namespace }),
      };
    }
    log.warn({ temporalAddress: config.address, temporalNamespace: config.namespace }, attempt.problem);
    onProblem(attempt.problem);
    await sleep(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

type Attempt =
  | { readonly kind: 'connected'; readonly native: NativeConnection }
  | { readonly kind: 'failed'; readonly problem: string };

async function tryToConnect(config: TemporalConfig): Promise<Attempt> {
  const native = await NativeConnection.connect({
    address: config.address,
    ...(config.tls && { tls: true }),
    ...(config.apiKey !== undefined && { apiKey: config.apiKey }),
    // Compression costs CPU on both sides and saves nothing on this machine.
    ...(isLocal(config.address) && { grpcCompression: { codec: 'none' as const } }),
  }).catch((error: unknown) => causeOf(error));
  if (typeof native === 'string') {
    return {
      kind: 'failed',
      problem: `Temporal at ${config.address} does not answer (${native}); start it or set TEMPORAL_ADDRESS`,
    };
  }
  const problem = await findNamespaceProblem(native, config);
  if (problem === undefined) return { kind: 'connected', native };
  await native.close();
  return { kind: 'failed', problem };
}

function isLocal(address: string): boolean {
  return /^(?:localhost|127\.[\d.]+|\[::1\]):/.test(address);
}

/** The operating system's word for a connection that failed, where the native client quotes it; else its whole text in one line. */
function causeOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const quoted = /message: "([^"]+)"/.exec(text)?.[1];
  return quoted?.toLowerCase() ?? text.replaceAll(/\s+/g, ' ').slice(0, 200);
}
