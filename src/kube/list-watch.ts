import { backoffMs } from './backoff.ts';
import type { KubeClient, WatchEvent } from './client-api.ts';
import { ApiUnreachableError, TooManyRequestsError, messageOf } from './errors.ts';
import type { KubeLog } from './kube-log.ts';
import { applyEvent, byKey, diffRelist, storeKey } from './object-store.ts';
import type { StoreChange } from './object-store.ts';
import type { KubeObject, ObjectKey, Resource } from './resource.ts';
import type { KubeTime } from './time.ts';

/** What a store follows and how. */
export interface ListWatchOptions<T extends KubeObject, P extends KubeObject> {
  readonly client: Pick<KubeClient, 'listPages' | 'watch'>;
  readonly resource: Resource<T>;
  /** Keeps only the fields in use; must keep metadata.name, namespace, uid and resourceVersion. */
  readonly project: (object: T) => P;
  /** Default: all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly time: KubeTime;
  readonly log: KubeLog;
  /** Shortest life of one watch in seconds; the real one is up to twice as long, by chance. Default 300. */
  readonly watchSeconds?: number;
  /** Silence after which a watch is taken for dead, in milliseconds; bookmarks come about once a minute. Default 90 000. */
  readonly idleTimeoutMs?: number;
  /** Longest wait between two attempts, in milliseconds. Default 10 000. */
  readonly maxBackoffMs?: number;
}

/** Reads of a store, and news of its changes. Whoever only looks takes this type. */
export interface ObjectView<P> {
  /** True after the first complete list; what was read stays readable through later failures. */
  readonly synced: boolean;
  /** Milliseconds since the epoch of the last word from the API server; undefined before the first. */
  readonly lastContactMs: number | undefined;
  /** Complete lists read so far. */
  readonly relists: number;
  /** Failures in a row; 0 while all is well. */
  readonly failures: number;
  get(key: ObjectKey): P | undefined;
  list(): readonly P[];
  /** Calls the listener after each change, in order. Gives the function that ends it. */
  onChange(listener: (change: StoreChange<P>) => void): () => void;
  /** Calls the listener after each complete list, after its changes. Gives the function that ends it. */
  onRelist(listener: () => void): () => void;
}

/** A watch this short that brought nothing is a failure, or the store would ask in a tight circle. */
const shortestWatchMs = 1000;
/** A watch that lived so long was healthy: the next failure is the first. */
const healthyWatchMs = 10_000;
const firstBackoffMs = 250;

/** A local copy of one resource, kept up to date by one list and one watch. Every error leads to a jittered wait and a new list. */
export class ListWatchStore<T extends KubeObject, P extends KubeObject> implements ObjectView<P> {
  readonly #options: ListWatchOptions<T, P>;
  readonly #changeListeners = new Set<(change: StoreChange<P>) => void>();
  readonly #relistListeners = new Set<() => void>();
  readonly #stopping = new AbortController();
  readonly #firstSync = Promise.withResolvers<void>();
  #objects = new Map<string, P>();
  /** Version to watch from; undefined means that a list is due. */
  #version: string | undefined;
  #watchedSinceMs = Number.POSITIVE_INFINITY;
  #running: Promise<void> | undefined;
  #relists = 0;
  #failures = 0;
  #lastContactMs: number | undefined;

  constructor(options: ListWatchOptions<T, P>) {
    this.#options = options;
  }

  get synced(): boolean {
    return this.#relists > 0;
  }
  get lastContactMs(): number | undefined {
    return this.#lastContactMs;
  }
  get relists(): number {
    return this.#relists;
  }
  get failures(): number {
    return this.#failures;
  }

  /** Begins to follow. Resolves once synced, or stopped; never rejects. */
  start(): Promise<void> {
    this.#running ??= this.#run(this.#stopping.signal).finally(() => this.#firstSync.resolve());
    return this.#firstSync.promise;
  }

  /** Ends the watch and waits until nothing of it runs any more. The store cannot be started again. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  get(key: ObjectKey): P | undefined {
    return this.#objects.get(storeKey(key));
  }

  list(): readonly P[] {
    return [...this.#objects.values()];
  }

  onChange(listener: (change: StoreChange<P>) => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  onRelist(listener: () => void): () => void {
    this.#relistListeners.add(listener);
    return () => this.#relistListeners.delete(listener);
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const version = this.#version ?? (await this.#relist(signal));
        await this.#follow(version, signal);
        this.#failures = 0;
      } catch (error) {
        if (!signal.aborted) await this.#recover(error, signal);
      }
    }
  }

  async #relist(signal: AbortSignal): Promise<string> {
    const { client, resource, project, time } = this.#options;
    const objects = new Map<string, P>();
    let version = '';
    for await (const page of client.listPages(resource, { ...this.#scope(), signal })) {
      for (const [key, object] of byKey(page.items.map(project))) objects.set(key, object);
      version = page.resourceVersion;
      this.#lastContactMs = time.now();
    }
    const changes = diffRelist(this.#objects, objects);
    this.#objects = objects;
    this.#version = version;
    this.#relists += 1;
    this.#emit(changes);
    for (const listener of this.#relistListeners) this.#tell(listener);
    this.#firstSync.resolve();
    return version;
  }

  async #follow(version: string, signal: AbortSignal): Promise<void> {
    const { client, resource, time, watchSeconds = 300, idleTimeoutMs } = this.#options;
    const timeoutSeconds = Math.round(watchSeconds * (1 + time.random()));
    const options = { ...this.#scope(), resourceVersion: version, timeoutSeconds, idleTimeoutMs, signal };
    const startedMs = time.now();
    this.#watchedSinceMs = startedMs;
    let received = 0;
    for await (const event of client.watch(resource, options)) {
      received += 1;
      this.#receive(event);
    }
    if (received === 0 && time.now() - startedMs < shortestWatchMs) {
      throw new ApiUnreachableError(`Error watching ${resource.plural}: the watch ended at once without an event`);
    }
  }

  #receive(event: WatchEvent<T>): void {
    const { project, time } = this.#options;
    this.#lastContactMs = time.now();
    if (event.type === 'BOOKMARK') {
      this.#version = event.resourceVersion;
      return;
    }
    const object = project(event.object);
    this.#version = event.object.metadata.resourceVersion;
    this.#emit(applyEvent(this.#objects, { type: event.type, object }));
  }

  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    const { time, log, resource, maxBackoffMs = 10_000 } = this.#options;
    if (time.now() - this.#watchedSinceMs >= healthyWatchMs) this.#failures = 0;
    this.#watchedSinceMs = Number.POSITIVE_INFINITY;
    this.#version = undefined;
    this.#failures += 1;
    const delayMs = backoffMs({
      failures: this.#failures,
      random: time.random(),
      baseMs: firstBackoffMs,
      maxMs: maxBackoffMs,
      atLeastMs: error instanceof TooManyRequestsError ? error.retryAfterMs : 0,
    });
    const reason = messageOf(error);
    log.warn({ resource: resource.plural, failures: this.#failures, delayMs, reason }, 'Listing again after a failure');
    await time.sleep(delayMs, signal);
  }

  #scope(): { namespace?: string; labelSelector?: string; fieldSelector?: string } {
    const { namespace, labelSelector, fieldSelector } = this.#options;
    return {
      ...(namespace !== undefined && { namespace }),
      ...(labelSelector !== undefined && { labelSelector }),
      ...(fieldSelector !== undefined && { fieldSelector }),
    };
  }

  #emit(changes: readonly StoreChange<P>[]): void {
    for (const change of changes) {
      for (const listener of this.#changeListeners) this.#tell(() => listener(change));
    }
  }

  /** A listener's mistake must not stop the watch that others rely on. */
  #tell(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      const reason = messageOf(error);
      this.#options.log.warn({ resource: this.#options.resource.plural, reason }, 'Ignoring the failure of a listener');
    }
  }
}
