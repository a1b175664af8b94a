import type { KubeClient } from './client-api.ts';
import { leases } from './core-resources.ts';
import { messageOf } from './errors.ts';
import type { KubeLog } from './kube-log.ts';
import { assessLease, heldSpec, observeLease, releasePatch } from './lease-record.ts';
import type { LeaseObservation } from './lease-record.ts';
import { formatKey } from './resource.ts';
import type { KubeTime } from './time.ts';
import type { Lease } from './types.ts';

/** Settings and callbacks of a leader election. */
export interface LeaderElectionOptions {
  readonly client: Pick<KubeClient, 'find' | 'create' | 'patch'>;
  readonly lease: { readonly namespace: string; readonly name: string };
  /** Unique to this process, for example host name and a random part: two processes with one identity would both lead. */
  readonly identity: string;
  /** Called when leadership begins; the work must end when the signal aborts, and is waited for. */
  readonly onStarted: (signal: AbortSignal) => void | Promise<void>;
  /** Called when leadership has ended and the work with it, before the lease is given back. */
  readonly onStopped: (cause: 'lost' | 'stopped') => void | Promise<void>;
  readonly time: KubeTime;
  readonly log: KubeLog;
  /** How long others believe in a silent holder, in milliseconds; default 15 000. */
  readonly durationMs?: number;
  /** How long the holder itself believes in its last renewal, in milliseconds; default 10 000. Must be less than the duration. */
  readonly renewDeadlineMs?: number;
  /** Time between two attempts in milliseconds, up to a fifth longer by chance; default 2 000. */
  readonly retryMs?: number;
}

/**
 * One candidate of a leader election over a Lease. It tries until it is stopped; when it loses the lease it tries again.
 * Leadership saves work and fences nothing: a process that froze may act for a moment beside its successor.
 */
export class LeaderElector {
  readonly #options: LeaderElectionOptions;
  readonly #durationMs: number;
  readonly #renewDeadlineMs: number;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  /** The lease as this candidate last wrote it; undefined means that it must be read. */
  #written: Lease | undefined;
  #observation: LeaseObservation | undefined;
  /** Who held the lease when it was last seen. */
  #holder: string | undefined;
  #leading = false;
  /** Start of the last successful renewal: the lease lives at least from then. */
  #renewedMs = Number.NEGATIVE_INFINITY;

  constructor(options: LeaderElectionOptions) {
    this.#options = options;
    this.#durationMs = options.durationMs ?? 15_000;
    this.#renewDeadlineMs = options.renewDeadlineMs ?? 10_000;
    if (this.#renewDeadlineMs >= this.#durationMs) {
      throw new Error('Renew deadline of the lease is not shorter than its duration; raise the duration');
    }
  }

  /** True while leading with a renewal that is recent enough; a process that froze finds false on waking. */
  get isLeader(): boolean {
    return this.#leading && this.#options.time.now() - this.#renewedMs < this.#renewDeadlineMs;
  }

  /** Begins to try. Never throws. */
  start(): void {
    this.#running ??= this.#run(this.#stopping.signal);
  }

  /** Ends the work, gives the lease back and waits for both. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      if (await this.#acquireOrRenew(this.#renewDeadlineMs)) await this.#lead(stopping);
      else await this.#pause(stopping);
    }
  }

  async #lead(stopping: AbortSignal): Promise<void> {
    const { onStarted, onStopped, lease, identity, log } = this.#options;
    const leadership = new AbortController();
    this.#leading = true;
    log.info({ lease: formatKey(lease), identity }, 'Leading');
    const work = this.#guard('work', () => onStarted(leadership.signal));
    await this.#keep(stopping);
    this.#leading = false;
    leadership.abort();
    const cause = stopping.aborted ? 'stopped' : 'lost';
    log.info({ lease: formatKey(lease), identity, cause }, 'Ending leadership');
    await work;
    await this.#guard('end', () => onStopped(cause));
    if (cause === 'stopped') await this.#release();
  }

  /** Renews until stopped, until somebody else holds the lease, or until the deadline has passed without a renewal. */
  async #keep(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      await this.#pause(stopping);
      const leftMs = this.#renewedMs + this.#renewDeadlineMs - this.#options.time.now();
      if (stopping.aborted || leftMs <= 0) return;
      const held = await this.#acquireOrRenew(leftMs);
      if (!held && this.#heldByOther()) return;
    }
  }

  /** One attempt. True when the lease is ours now; false on any failure, which is logged. */
  async #acquireOrRenew(timeoutMs: number): Promise<boolean> {
    const { time, lease, log } = this.#options;
    const startedMs = time.now();
    try {
      const held = await this.#attempt(Math.max(1, Math.ceil(timeoutMs)));
      if (held) this.#renewedMs = startedMs;
      return held;
    } catch (error) {
      // Whoever was faster, or whatever was written before the answer was lost, is seen at the next read.
      this.#written = undefined;
      log.warn({ lease: formatKey(lease), reason: messageOf(error) }, 'Trying the lease again after a failure');
      return false;
    }
  }

  async #attempt(timeoutMs: number): Promise<boolean> {
    const { client, lease: key, identity, time } = this.#options;
    const lease = this.#written ?? (await client.find(leases, key, { timeoutMs }));
    const nowMs = time.now();
    const times = { nowMs, durationMs: this.#durationMs };
    if (lease === undefined) {
      const created = { metadata: key, spec: heldSpec(undefined, identity, times) };
      this.#see(await client.create(leases, created, { timeoutMs }), true);
      return true;
    }
    this.#see(lease, false);
    const observation = this.#observation ?? observeLease(undefined, lease, nowMs);
    const verdict = assessLease({ lease, observation, identity, nowMs, defaultDurationMs: this.#durationMs });
    if (verdict.kind === 'wait') return false;
    const { resourceVersion } = lease.metadata;
    const patch = { metadata: { resourceVersion }, spec: heldSpec(lease.spec, identity, times) };
    this.#see(await client.patch(leases, key, patch, { timeoutMs }), true);
    return true;
  }

  #see(lease: Lease, written: boolean): void {
    this.#observation = observeLease(this.#observation, lease, this.#options.time.now());
    this.#holder = lease.spec?.holderIdentity;
    this.#written = written ? lease : undefined;
  }

  #heldByOther(): boolean {
    return this.#holder !== undefined && this.#holder !== this.#options.identity;
  }

  async #release(): Promise<void> {
    const { client, lease: key, log } = this.#options;
    if (this.#written === undefined) return;
    try {
      await client.patch(leases, key, releasePatch(this.#written), { timeoutMs: this.#renewDeadlineMs });
    } catch (error) {
      log.warn({ lease: formatKey(key), reason: messageOf(error) }, 'Leaving the lease to run out');
    }
  }

  async #pause(stopping: AbortSignal): Promise<void> {
    const { time, retryMs = 2_000 } = this.#options;
    await time.sleep(Math.round(retryMs * (1 + time.random() / 5)), stopping);
  }

  /** A callback's failure must not leave the lease held by a process that no longer renews it. */
  async #guard(part: string, callback: () => void | Promise<void>): Promise<void> {
    const { lease, log } = this.#options;
    try {
      await callback();
    } catch (error) {
      log.warn({ lease: formatKey(lease), part, reason: messageOf(error) }, 'Ignoring the failure of leadership work');
    }
  }
}
